"""What `make rehearse` loses and finds again: a programme, a device, a carnet handed out."""

import io
import json
import os
import uuid

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "passnum.settings"
    django.setup()
    # ruff: noqa: PLC0415 models are imported once the settings are read
    from django.core.management import call_command

    from tests.factories.deliberations import DeliberationFactory
    from tests.factories.files import file_of
    from tests.factories.mediation import Scene

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_programme", "demo/pas-de-calais.toml", commit=True, stdout=io.StringIO())
    scene = Scene()
    file_of(DeliberationFactory(programme=scene.programme))
    made = {
        "token": scene.device.token,
        "bodies": [scene.body(code) for code in scene.codes[:2]],
        "keys": [str(uuid.uuid4()) for _ in range(2)],
    }
    print(json.dumps(made))


if __name__ == "__main__":
    main()
