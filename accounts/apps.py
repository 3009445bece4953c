"""At start: the lists show the filters that their user saved."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.pages import saved_filters
        from common.lists import show_saved_filters

        show_saved_filters(saved_filters)
