"""Rounds: the board where medical students find leadership work, mentors, and a verified record of both."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, before_render_template, request
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from board import cli, file_owners, handlers, settings
from board.accounts import doors as account_doors
from board.accounts import school_sign_on as account_school_sign_on
from board.accounts import views as account_views
from board.accounts.views import last_save as last_save_views
from board.accounts.views import session as session_views
from board.accounts.views import unsent_form as unsent_form_views
from board.announcements import views as announcement_views
from board.api import views as api_views
from board.applications import views as application_views
from board.applications.apply_step import apply_steps, apply_steps_of_page
from board.committees import views as committee_views
from board.dashboard import health as dashboard_health
from board.dashboard import views as dashboard_views
from board.dashboard.frame import Frame
from board.discovery import views as discovery_views
from board.discovery.views import saved_search as saved_search_views
from board.erasure import obstacles as erasure_obstacles
from board.kernel import clock, connections, dates, unit_of_work
from board.kernel.db import db
from board.kernel.progress import WorkProgress
from board.learning import views as learning_views
from board.match_rounds import views as match_round_views
from board.mentorship import views as mentorship_views
from board.notices import views as notice_views
from board.office import views as office_views
from board.office.views import email_preview as email_preview_views
from board.office.views import setting as setting_views
from board.operations import file_places, metrics, version
from board.opportunities import views as opportunity_views
from board.opportunities.views import organisation as organisation_views
from board.placements import views as placement_views
from board.record import queries as record_queries
from board.record import views as record_views
from board.reports import views as report_views
from board.rights import views as right_views
from board.rights.queries import amendment as amendment_queries
from board.school import settings as school_settings
from board.search.engine import Engine
from board.search.postgresql.engine import PostgresqlEngine
from board.search.whoosh_engine import WhooshEngine
from board.settings import ROOT, Settings
from board.web import (
    access,
    addresses,
    cross_site,
    editing,
    error_pages,
    files,
    filters,
    head_requests,
    headers,
    icons,
    logs,
    middleware,
    once,
    pages,
    school_files,
    static_files,
    throttle,
)
from board.web.application import App
from board.web.indentation import WithoutIndentation
from board.webhooks import views as webhook_views

PARTS = (
    dashboard_views,
    dashboard_health,
    account_views,
    opportunity_views,
    organisation_views,
    committee_views,
    application_views,
    placement_views,
    mentorship_views,
    match_round_views,
    learning_views,
    record_views,
    discovery_views,
    notice_views,
    office_views,
    email_preview_views,
    setting_views,
    announcement_views,
    report_views,
    right_views,
    api_views,
    webhook_views,
    school_files,
)

ENGINES: dict[str, Callable[[Settings], Engine]] = {
    "whoosh": lambda chosen: WhooshEngine(chosen.index_dir),
    "postgresql": lambda _: PostgresqlEngine(
        lambda: db.session.connection(), unit_of_work.unit_of_work, unit_of_work.joined_unit_of_work
    ),
}
"""What ROUNDS_SEARCH_ENGINE may say."""


def create_app(chosen: Settings | None = None, **overrides: Any) -> Flask:
    """Wire the application. `overrides` are Flask's own settings, for tests."""
    chosen = chosen or settings.from_environment()
    app = App(
        "board",
        instance_path=str(ROOT / "instance"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.config.update(_flask_settings(chosen) | overrides)
    _join_slices(app, chosen)
    db.init_app(app)
    with app.app_context():
        connections.configure_connections(db.engine)
        school_settings.live_in(db.engine, chosen)
    Migrate(app, db, directory=str(ROOT / "board" / "migrations"), render_as_batch=True)
    _guard(app, chosen)
    _install_pages(app, chosen)
    for part in PARTS:
        app.register_blueprint(part.bp)
    handlers.wire(app, chosen)
    cli.install(app)
    return app


def _join_slices(app: Flask, chosen: Settings) -> None:
    """The settings, the engines, and what an earlier slice asks of a later one."""
    app.extensions["settings"], app.extensions["version"] = chosen, version.NUMBER
    clock.live_in(chosen.time_zone)
    dates.show_clock(twelve_hours=chosen.clock == "12")
    app.extensions["engine"] = ENGINES[chosen.search_engine](chosen)
    app.extensions["competencies_lacking"] = record_queries.lacking
    app.extensions["statements_beside"] = amendment_queries.statements_of
    app.extensions["sign_on"] = account_school_sign_on.of(chosen)
    app.extensions["apply_steps"], app.extensions["apply_steps_of_page"] = apply_steps, apply_steps_of_page
    app.extensions["note_save"], app.extensions["last_save"] = last_save_views.note, last_save_views.find
    app.extensions["keep_posted_form"] = unsent_form_views.keep_posted_form
    app.extensions["files"] = file_places.of(chosen)
    app.extensions["progress"] = WorkProgress(chosen.upload_dir / "progress")
    app.extensions["names_of_files"] = file_owners.handed_in_by
    erasure_obstacles.install()


def _guard(app: Flask, chosen: Settings) -> None:
    """What stands before each view and after each answer; the order of these lines counts."""
    logs.install(app, chosen.log_format)
    if chosen.metrics_token:
        metrics.install(app)
    middleware.install(app, chosen)  # before anything reads a form
    by_mail_programs = (notice_views.stop, saved_search_views.confirm_silence)
    cross_site.install(app, open_to=by_mail_programs)
    csrf = CSRFProtect(app)
    for view in by_mail_programs:
        csrf.exempt(view)  # they bring a signed address instead of a form's token
    Compress(app)
    app.wsgi_app = head_requests.ReadOnlyHead(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to wrap it
    login = LoginManager(app)
    login.session_protection = None  # our rows say what a session is: nothing about it is written into the cookie
    login.request_loader(session_views.load_user)
    app.after_request(headers.add)  # the first that is named is the last that runs: no answer goes out without them
    files.install(app)
    once.install(app)
    throttle.install(app)
    before_render_template.connect(pages.refuse_inside_unit_of_work, app)
    app.before_request(access.refuse_undeclared)
    unit_of_work.begin_with(access.recheck_actor)


def _install_pages(app: Flask, chosen: Settings) -> None:
    """Error pages, filters, and what every page's frame shows."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(WithoutIndentation)
    error_pages.install(app)
    editing.install(app)
    filters.install(app, chosen.time_zone)
    addresses.install(app)
    static_files.install(app)
    icons.install(app)
    app.jinja_env.globals["school_settings"] = school_settings

    @app.context_processor
    def frame() -> dict[str, Any]:
        """What every page's frame shows. The worker words its emails with nobody asking."""
        user = current_user if current_user and current_user.is_authenticated else None
        return {
            "frame": Frame(user, request.path if request else ""),
            "school_name": school_settings.school_name,
            "sign_on_name": chosen.oidc_name if chosen.oidc_issuer else "",
            "passwords_open": account_doors.local().is_open,
            "school_sheet": school_files.sheet_address(),
            "school_logo": school_files.logo(),
            "school_colors": school_files.colors(),
            "demo": chosen.demo,
            "demo_mail_folder": chosen.demo_mail_folder,
            "app_version": version.NUMBER,
        }


def _flask_settings(chosen: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": chosen.secret_key,
        "SECRET_KEY_FALLBACKS": list(chosen.secret_key_fallbacks),
        "WTF_CSRF_SECRET_KEY": chosen.secret_keys.oldest_first,
        "SQLALCHEMY_DATABASE_URI": chosen.database_url,
        "SESSION_COOKIE_NAME": "__Host-rounds" if chosen.is_https else "rounds",
        "SESSION_COOKIE_SECURE": chosen.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SQLALCHEMY_ENGINE_OPTIONS": connections.engine_options(chosen.database_url),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),  # the row says when a session ends; the cookie lasts longer
        "ENFORCES_LIMITS": True,  # false in tests alone, that ask more often than anybody may
        "WTF_CSRF_TIME_LIMIT": None,  # a statement may take an afternoon to write
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 500,
    }
