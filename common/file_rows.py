"""Rows of a programme file, declared once: their schema, reading, comparison and writing."""

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass
from itertools import zip_longest
from typing import Any

from django.db import models

from common import json_schema
from common.json_schema import Schema, of_field
from common.programme_file import Context, Entry, Table, filled

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table of the file, and the column that it tells: the one of its name, unless said.

    `description` is the label of the column, unless said; `argument` the keyword of the action, if
    it is another than the column. `by` is the column that names the row of a foreign key; without
    it, the row is an organisation, named by its code. `is_left` says that an absent key leaves what
    is recorded; without `is_compared`, the value only counts when the row is recorded. What is no
    plain column has its own `schema`, and how to `read` it from the file, to `get` it from the row
    and to `write` it.
    """

    name: str
    description: str = ""
    _: KW_ONLY
    column: str = ""
    argument: str = ""
    by: str = ""
    schema: Schema | None = None
    read: Callable[[Entry, Context], Any] | None = None
    get: Callable[[Any], Any] | None = None
    write: Callable[[Any], Any] | None = None
    is_required: bool | None = None
    is_left: bool = False
    is_compared: bool = True

    def field_of(self, model: type[models.Model]) -> Any:
        return model._meta.get_field(self.column or self.name)  # noqa: SLF001 - the documented meta API

    def schema_in(self, model: type[models.Model]) -> Schema:
        return self.schema or of_field(self.field_of(model), self.description, self.by)

    def is_required_in(self, model: type[models.Model]) -> bool:
        """Whether the column has neither an empty value nor a default."""
        if self.is_required is not None:
            return self.is_required
        field = self.field_of(model)
        return not (field.null or field.blank or field.has_default())

    def value(self, entry: Entry, context: Context, model: type[models.Model]) -> Any:
        """The value of the file for the column; that of an empty column when the key is absent."""
        if self.read:
            return self.read(entry, context)
        field = self.field_of(model)
        if self.name not in entry:
            return field.get_default()
        if field.is_relation:
            return context.find(field.related_model, entry, self.name)
        if isinstance(field, models.DecimalField):
            return entry.euros(self.name) if field.decimal_places == 2 else entry.rate(self.name)
        return entry[self.name]

    def recorded(self, row: Any) -> Any:
        return self.get(row) if self.get else getattr(row, self.column or self.name)

    def written(self, row: Any) -> Any:
        """What the file says for a row; an organisation is replaced by its code later."""
        if self.write:
            return self.write(row)
        value = self.recorded(row)
        return getattr(value, self.by) if self.by and value is not None else value


Said = Iterable[tuple[Key, Any]]


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of a model under a parent: a section of the file, or a list inside its entries.

    `of` gives the rows of a parent, as they are written. A row is found by its `identity`,
    recorded by the action `record`, else it must be the same; what it lacks of `completable` is
    given to the action `correct`, where `may_complete` lets it. `spec` makes a value of the
    action of the parent: such rows are given with it. `code` is the schema of a code that only
    the file knows. Without a row of all its identity, the `namesake` of an entry is compared
    with it, if the file describes no other of that name.

    `as_written` gives a row as the file says it, when it is not as it is now.

    Inside an entry: `lists` are given to its action; `inner` are recorded after it; `linked` once
    all the entries of the section are. `later` is described and written here, and loaded by `then`.
    Higher apps add to `linked` (`add_rows`).
    """

    name: str
    model: type[models.Model]
    description: str
    keys: tuple[Key, ...]
    _: KW_ONLY
    of: Callable[[Any], Any]
    code: Schema | None = None
    identity: tuple[str, ...] = ()
    find: Callable[[Any, Facts], Any] | None = None
    record: Callable[..., Any] | None = None
    spec: Callable[..., Any] | None = None
    correct: Callable[..., Any] | None = None
    completable: tuple[str, ...] = ()
    may_complete: Callable[[Any, Entry, Context], bool] = lambda row, entry, context: True
    lists: "tuple[FileRows, ...]" = ()
    inner: "tuple[FileRows, ...]" = ()
    linked: "tuple[FileRows, ...]" = ()
    later: "tuple[Key | FileRows, ...]" = ()
    check_lists: Callable[[Entry, Any, Context], None] | None = None
    then: Callable[[Entry, Any, Context], None] | None = None
    namesake: Callable[[Any, Facts], Any] | None = None
    as_written: Callable[[Any], Any] = lambda row: row
    at_least: int = 0
    sorted_by: str = ""
    rank_in: str = ""
    is_list: bool = True

    @property
    def all_keys(self) -> list[Key]:
        return [*self.keys, *(one for one in self.later if isinstance(one, Key))]

    @property
    def nested(self) -> "list[FileRows]":
        """The lists inside an entry, as they are written."""
        later = [one for one in self.later if isinstance(one, FileRows)]
        return [*self.lists, *self.inner, *later, *self.all_linked]

    @property
    def all_linked(self) -> "list[FileRows]":
        return [*self.linked, *_ADDED.get(self.name, [])]

    @property
    def name_key(self) -> str:
        """The key by which later entries refer to a row."""
        return "code" if self.code else next(iter(self.identity), "")

    def names(self, entry: Entry) -> list[str]:
        """How later entries refer to its row: by its short name, else by all its identity."""
        keys = self.identity if self.name_key in self.identity else (self.name_key,)
        full = ", ".join(str(entry.get(key, "")) for key in keys)
        return [str(entry.get(self.name_key, "")), full] if self.name_key else []

    @property
    def schema(self) -> Schema:
        """The JSON Schema of an entry."""
        keys = {"code": self.code} if self.code else {}
        required = [*keys] + [key.name for key in self.keys if key.is_required_in(self.model)]
        required += [one.name for one in self.nested if one.at_least]
        keys |= {key.name: key.schema_in(self.model) for key in self.all_keys}
        keys |= {one.name: one.whole_schema for one in self.nested}
        return json_schema.table(self.description, " ".join(required), **keys)

    @property
    def whole_schema(self) -> Schema:
        """The schema of the list."""
        if not self.is_list:
            return self.schema
        return json_schema.rows(self.schema, at_least=self.at_least)

    def load_all(self, parent_entry: Entry, parent: Any, context: Context) -> None:
        """Record the rows that an entry lists, those that are not recorded."""
        for entry in parent_entry.entries(self.name):
            self.load(entry, parent, context)

    def load(self, entry: Entry, parent: Any, context: Context) -> Any:
        """Record the row of an entry, or compare it, and what it holds; gives the row."""
        said = list(self._said(entry, context))
        row = self._find(parent, said) or self._namesake(entry, parent, said, context)
        if row is None:
            row = self._recorded(entry, parent, said, context)
            context.add(entry, row)
        else:
            self._compare(entry, row, said, context)
        for name in self.names(entry):
            context.keep(row, name)
        for one in self.inner:
            one.load_all(entry, row, context)
        if self.then:
            self.then(entry, row, context)
        return row

    def load_linked(self, entry: Entry, context: Context) -> None:
        for one in self.all_linked:
            one.load_all(entry, context.rows[self.model, self.names(entry)[-1]], context)

    def _find(self, parent: Any, said: Said) -> Any:
        if self.find:
            return self.find(parent, _facts(said))
        named = {key.column or key.name: v for key, v in said if key.name in self.identity}
        return self.of(parent).filter(**named).first()

    def _namesake(self, entry: Entry, parent: Any, said: Said, context: Context) -> Any:
        """The recorded row of its short name, which differs, unless the file describes several."""
        name = str(entry.get(self.name_key, ""))
        if self.namesake is None or len(context.full_names[self.model, name]) > 1:
            return None
        return self.namesake(parent, _facts(said))

    def _recorded(self, entry: Entry, parent: Any, said: Said, context: Context) -> Any:
        if self.record is None:
            raise TypeError(self.name)
        given = _facts(said) | self._lists(entry, context)
        with entry.refusals_located():
            return self.record(parent, **given, by=context.author)

    def add(self, entry: Entry, parent: Any, context: Context) -> Any:
        """Record the row of an entry that is known not to be recorded; gives the row."""
        row = self._recorded(entry, parent, self._said(entry, context), context)
        context.add(entry, row)
        return row

    def _lists(self, entry: Entry, context: Context) -> Facts:
        return {one.name: one.specs(entry, context) for one in self.lists}

    def specs(self, parent_entry: Entry, context: Context) -> list[Any]:
        """The values that the action of the parent takes."""
        make = self.spec or dict
        return [
            make(**_facts(self._said(one, context)), **self._lists(one, context))
            for one in parent_entry.entries(self.name)
        ]

    def _said(self, entry: Entry, context: Context) -> Said:
        for key in self.keys:
            if key.name in entry or not key.is_left:
                yield key, key.value(entry, context, self.model)
        if self.rank_in:
            yield Key(self.rank_in), entry.rank

    def compare(self, entry: Entry, row: Any, context: Context) -> None:
        """Refuse a recorded row that is not as the entry says; complete what it may lack."""
        self._compare(entry, row, self._said(entry, context), context)

    def _compare(self, entry: Entry, row: Any, said: Said, context: Context) -> None:
        row = self.as_written(row)
        unlike = [(key, value) for key, value in said if key.is_compared]
        unlike = [(key, value) for key, value in unlike if key.recorded(row) != value]
        lacking = [key for key, _ in unlike if self._is_lacking(key, row)]
        lacking = lacking if lacking and self.may_complete(row, entry, context) else []
        new = {key.name: value for key, value in unlike if key in lacking}
        wrong = [(key, value) for key, value in unlike if key not in lacking]
        if faults := [entry.differs(key.name, value, key.recorded(row)) for key, value in wrong]:
            faults[0].others = faults[1:]
            raise faults[0]
        if self.check_lists:
            self.check_lists(entry, row, context)
        else:
            new |= self._compare_lists(entry, row, context)
        if new and self.correct:
            with entry.refusals_located():
                self.correct(row, **new, by=context.author)
            labels = [str(key.field_of(self.model).verbose_name) for key in lacking]
            context.add(entry, row, labels)

    def _is_lacking(self, key: Key, row: Any) -> bool:
        """Whether a row says nothing of what may be completed: a default was never said."""
        if key.name not in self.completable:
            return False
        recorded = key.recorded(row)
        default = key.field_of(self.model).get_default() if isinstance(recorded, str) else None
        return recorded in (None, "", default)

    def _compare_lists(self, entry: Entry, row: Any, context: Context) -> Facts:
        """What the row has none of, and may be given."""
        new: Facts = {}
        for one in self.lists:
            if one.record:
                one.load_all(entry, row, context)
            elif one.name not in self.completable:
                one.compare_all(entry, row, context)
            elif entry.get(one.name) and not one.of(row):
                new[one.name] = one.specs(entry, context)
            elif entry.get(one.name):
                one.compare_all(entry, row, context)
        return new

    def compare_all(self, parent_entry: Entry, parent: Any, context: Context) -> None:
        """Refuse a list that is not the recorded one, at its first difference."""
        listed = parent_entry.entries(self.name)
        if self.sorted_by:
            listed.sort(key=lambda one: one[self.sorted_by])
        for rank, (entry, row) in enumerate(zip_longest(listed, self.of(parent)), 1):
            if entry is None or row is None:
                said = entry and [value for _, value in self._said(entry, context)]
                kept = row and [key.recorded(row) for key in self.keys]
                raise parent_entry.differs(f"{self.name}[{rank}]", said, kept)
            self.compare(entry, row, context)

    def added(
        self, parent_entry: Entry, parent: Any, context: Context, *, is_open: bool
    ) -> list[Entry]:
        """The entries of a list that are not recorded; refuses what differs, and any new one unless
        the list `is_open`. Without `identity`, a row is found by its rank.
        """
        recorded = {self._place_of(row, rank): row for rank, row in enumerate(self.of(parent), 1)}
        new = []
        for entry in parent_entry.entries(self.name):
            said = {key.name: value for key, value in self._said(entry, context)}
            place = tuple(said[name] for name in self.identity) or entry.rank
            row = recorded.pop(place, None)
            if row is not None:
                self.compare(entry, row, context)
            elif is_open:
                new.append(entry)
            else:
                first = self.keys[0].name
                raise entry.differs(first, said[first], None)
        for missing in recorded.values():
            raise parent_entry.differs(self.name, None, missing)
        return new

    def _place_of(self, row: Any, rank: int) -> Any:
        return tuple(getattr(row, name) for name in self.identity) or rank

    def dump(self, parent: Any) -> list[Table]:
        """The entries of the rows of a parent: loaded again, they give the same rows."""
        return [self.table(self.as_written(row)) for row in self.of(parent)]

    def table(self, row: Any) -> Table:
        return filled(
            **{key.name: key.written(row) for key in self.all_keys},
            **{one.name: one.dump(row) for one in self.nested},
        )


def _facts(said: Said) -> Facts:
    """The keywords of an action."""
    return {key.argument or key.column or key.name: value for key, value in said}


_ADDED: dict[str, list[FileRows]] = {}


def add_rows(name: str, rows: FileRows) -> None:
    """Add a list to the entries of a lower app; called when the app starts."""
    added = _ADDED.setdefault(name, [])
    if rows not in added:
        added.append(rows)
