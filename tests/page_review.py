"""What axe does not look for on a page, and that people who read by ear, by keys or with difficulty
miss: asked of each page with it.
"""

# Each check gives the elements that are wrong. Words are those that the page shows.
REVIEW = """() => {
    const page = [...document.body.querySelectorAll("*")];
    const seen = page.filter((one) => one.checkVisibility() && !one.closest("svg, [hidden]"));
    const words = (one) => one.textContent.replace(/\\s+/g, " ").trim();
    const own = (one) => [...one.childNodes]
        .filter((node) => node.nodeType === 3).map((node) => node.data).join(" ").trim();
    const of = (selector) => seen.filter((one) => one.matches(selector));
    const style = (one) => getComputedStyle(one);
    const size = (one) => parseFloat(style(one).fontSize);
    const isTied = (one) => one.id && document.querySelector(
        ["describedby", "labelledby", "details"].map((by) => `[aria-${by}~="${one.id}"]`).join());
    const field = "input:not([type=hidden], [type=submit], [type=image]), select, textarea";
    const named = (one) => one.labels?.length || one.ariaLabel || one.matches("[aria-labelledby]");
    const tags = "p, li, dd, dt, td, th, label, legend, h1, h2, h3, h4, a, button, span, strong, b";
    const text = of(tags).filter(own);
    const long = of("p, li, dd").filter((one) => words(one).length > 80 && own(one));
    const titled = [...document.querySelectorAll("h1, nav [aria-current]")].map(words).join(" ");
    const before = (one) => ["::before", "::after"].map((at) => getComputedStyle(one, at).content);
    const said = (one) => one.ariaLabel || words(one);
    const stops = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const look = (one) => [one.tagName, one.type, one.className, one.getAttribute("style")].join();
    const from = document.activeElement;
    const isUnseen = (one) => {
        one.focus({focusVisible: true, preventScroll: true});
        const {outlineStyle, outlineWidth, boxShadow} = style(one);
        return document.activeElement === one && boxShadow === "none"
            && (outlineStyle === "none" || outlineWidth === "0px");
    };
    // Tab starts again where it would have.
    const giveBack = () => {
        if (from !== document.body) return from.focus({preventScroll: true});
        document.body.tabIndex = -1;
        document.body.focus({preventScroll: true});
        document.body.blur();
        document.body.removeAttribute("tabindex");
    };
    const links = of("main a[href]");
    const checks = {
        "a placeholder stands for a label": of(field)
            .filter((one) => one.placeholder && !named(one)),
        "a hint or an error that is tied to no field": of(".hint[id], .field-error[id]")
            .filter((one) => !isTied(one)).concat(of(".field .hint:not([id])")),
        "a field with an error does not say so": of(".field.error").filter((one) =>
            !one.querySelector("[aria-invalid=true], [type=radio], [type=checkbox], [type=file]")),
        "a label of no field": of("label[for]")
            .filter((one) => !document.getElementById(one.htmlFor)),
        "two labels of one field": of(field).filter((one) => one.labels?.length > 1),
        "a label that says nothing":
            page.filter((one) => one.matches("label, legend") && !words(one)),
        "a group without a legend": of("fieldset")
            .filter((one) => !words(one.querySelector(":scope > legend") || new Text())),
        "choices outside a group": of("form :is([type=radio], [type=checkbox])").filter((one) =>
            !one.closest("fieldset, [role=group], [role=radiogroup], table")
            && of(`[name="${one.name}"]`).filter((it) => it.form === one.form).length > 1),
        "a field named as another": of("form").flatMap((form) => {
            const ones = of(field).filter((one) => form.contains(one) && one.labels?.length
                && !one.matches("[type=radio], [type=checkbox], tr *"));
            // The fields of a group that has a name are told by it.
            const group = (one) => one.closest("fieldset, [role=group][aria-label]");
            const name = (one) => [page.indexOf(group(one)), ...[...one.labels].map(words)].join();
            return ones.filter((one, at) => ones.findIndex((it) => name(it) === name(one)) < at);
        }),
        "a form that only its fields send": of("form").filter((one) => !one.id
            && !one.querySelector("button:not([type=button]), [type=submit], [type=image]")),
        "a link whose words say nothing alone": of("a[href]").filter((one) =>
            /^(ici|cliquez ici|cliquer ici|lien|lire la suite|en savoir plus|plus|suite|voir)$/i
                .test(said(one))),
        "two addresses behind the same words": links.filter((one) =>
            [...one.parentElement.children].some((it) => it.matches("a[href]")
                && it.href !== one.href && said(it) === said(one))),
        "a window opens unsaid": of("a[target=_blank]")
            .filter((one) => !/nouvel onglet|nouvelle fenêtre/.test(said(one))),
        "a file of unsaid format": of("a[href]").filter((one) => {
            const [, kind] = /\\.(pdf|csv|xlsx|ics|docx)$/.exec(new URL(one.href).pathname) || [];
            return kind && !new RegExp(kind, "i").test(said(one)) && !/agenda/.test(said(one));
        }),
        "a title that repeats its link": of("a[title], button[title]")
            .filter((one) => one.title.trim() === words(one)),
        "a table without a caption": of("table:not([role])")
            .filter((one) => !one.caption || !words(one.caption)),
        "a heading of a table without its direction": of("th:not([scope])"),
        "a table of data without headings": of("table:not([role])")
            .filter((one) => !one.querySelector("th")),
        "a table inside a table": of("table table"),
        "a table that lays out": of(":not(table, table *)")
            .filter((one) => /^table/.test(style(one).display)),
        "an image named as a file, or as an image": page.filter((one) => one.matches("img")
            && /\\.(png|jpe?g|gif|svg)$|^(image|photo|logo|icône)$|^ +$/i.test(one.alt)),
        "sound or picture that starts alone": page.filter((one) => one.matches("[autoplay]")),
        "capitals": text.filter((one) => style(one).textTransform === "uppercase"
            || /^[A-ZÀ-Þ’ ]{20,}$/.test(own(one))),
        "italics at length": long.filter((one) => style(one).fontStyle === "italic"),
        "text aligned on both sides": text.filter((one) => style(one).textAlign === "justify"),
        "small text": text.filter((one) => size(one) < 14 && !one.matches("sup, .visually-hidden")),
        "tight lines": long.filter((one) => parseFloat(style(one).lineHeight) < 1.35 * size(one)),
        "long lines": long.filter((one) => style(one).display !== "flex" && one.clientWidth
            > 60 * size(one) && one.clientHeight > 2 * parseFloat(style(one).lineHeight) - 1),
        "text cut by its box": text.filter((one) => style(one).overflowY === "hidden"
            && one.scrollHeight > one.clientHeight + 2 && one.clientHeight > 1),
        "words that are only in a style": text.filter((one) => before(one)
            .some((content) => /^"[^"]*\\p{L}{2}/u.test(content)
                && ![...one.attributes].some(({value}) => content === `"${value}"`))),
        "an act that keys do not reach": of("[onclick]:not(a[href], button, input, summary)"),
        "an element of former times":
            of("center, font, big, strike, tt, blink, marquee, u, [bgcolor], [align], font[color]"),
        "a paragraph of nothing": of("p:not([role=status], [aria-live])")
            .filter((one) => !words(one) && !one.children.length),
        "a list that is no list": of("p").filter((one) => one.querySelectorAll("br").length > 2
            || /^[-–•*] /.test(words(one))),
        "a heading that is only bold": of("p").filter((one) => one.children.length === 1
            && one.firstElementChild.matches("b, strong") && words(one).length < 60 && !own(one)
            && words(one).length > 2 && !/[.:!?]$/.test(words(one))
            && one.nextElementSibling?.matches("p, ul, ol")),
        "a mark as large as its drawing": page.filter((one) => one.matches("svg use")
            && one.getBoundingClientRect().width
                > one.ownerSVGElement.getBoundingClientRect().width / 8),
        "an abbreviation that is not said": of("abbr:not([title])"),
        "a focus that is not seen":
            [...new Map(of(stops).map((one) => [look(one), one])).values()].filter(isUnseen),
        "text of another direction":
            of("[lang=ar]:not([dir=rtl]), [dir=rtl]:not([lang=ar] *, [lang=ar])"),
        "an id that is twice on the page": page.filter((one) =>
            one.id && document.getElementById(one.id) !== one),
        "a page that is not in French": document.documentElement.lang === "fr"
            ? [] : [document.documentElement],
        "a title that does not say the page": titled.split(/[^\\p{L}\\d]+/u).some((word) =>
            document.title.toLowerCase().includes(word.toLowerCase()) && word.length > 2)
            ? [] : [document.head.querySelector("title") || document.head],
    };
    giveBack();
    return Object.entries(checks).flatMap(([said, found]) => found
        .map((one) => `${said}: ${one.outerHTML.slice(0, 160)}`));
}"""
