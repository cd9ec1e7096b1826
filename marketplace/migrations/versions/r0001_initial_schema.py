"""initial schema

Revision: 0001, after .
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import marketplace.db.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "number_series",
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "outbox_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("happened_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("available_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('pending', 'done', 'dead')", name=op.f("ck_outbox_rows_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_rows")),
    )
    with op.batch_alter_table("outbox_rows", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_rows_waiting", ["status", "available_at", "id"], unique=False)

    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempts_address_at", ["address", "at"], unique=False)
        batch_op.create_index("ix_sign_in_attempts_email_hash_at", ["email_hash", "at"], unique=False)

    op.create_table(
        "site_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_versions")),
    )
    op.create_table(
        "territories",
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=160), nullable=False),
        sa.Column("note_zh", sa.String(length=400), nullable=False),
        sa.Column("note_en", sa.String(length=400), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'district', 'street', 'community')", name=op.f("ck_territories_level")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["territories.id"], name=op.f("fk_territories_parent_id_territories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territories")),
        sa.UniqueConstraint("parent_id", "name_zh", name=op.f("uq_territories_parent_id_name_zh")),
        sa.UniqueConstraint("public_id", name=op.f("uq_territories_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_territories_slug")),
    )
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.create_index("ix_territories_path", ["path"], unique=False)

    op.create_table(
        "users",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("mail_notices", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_users_public_id")),
    )
    op.create_table(
        "audit_rows",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_rows_actor_id_users")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_rows")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_rows_hash")),
    )
    with op.batch_alter_table("audit_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_rows_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_rows_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_rows_event"), ["event"], unique=False)
        batch_op.create_index("ix_audit_rows_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "experts",
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name_zh", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("sectors", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("bio_zh", sa.Text(), nullable=False),
        sa.Column("bio_en", sa.Text(), nullable=False),
        sa.Column("availability", sa.String(length=200), nullable=False),
        sa.Column("conflicts", sa.Text(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(length=160), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["territory_id"], ["territories.id"], name=op.f("fk_experts_territory_id_territories")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_experts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_experts_public_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_experts_user_id")),
    )
    with op.batch_alter_table("experts", schema=None) as batch_op:
        batch_op.create_index("ix_experts_list", ["is_published", "sort_key", "id"], unique=False)

    op.create_table(
        "inbox_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("href", sa.String(length=200), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("read_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_inbox_messages_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_messages")),
        sa.UniqueConstraint("public_id", name=op.f("uq_inbox_messages_public_id")),
        sa.UniqueConstraint("user_id", "outbox_id", "kind", name=op.f("uq_inbox_messages_user_id_outbox_id_kind")),
    )
    with op.batch_alter_table("inbox_messages", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_messages_user_id_read", ["user_id", "read_at", "id"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("registration_number", sa.String(length=24), nullable=True),
        sa.Column("registration_kind", sa.String(length=8), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("territory_path", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("summary_zh", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("contact_name", sa.String(length=60), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("contact_email", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("state_changed_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sort_key", sa.String(length=160), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('community', 'social_enterprise', 'street_office', 'enterprise', 'co_building_unit', 'paired_unit', 'social_organisation', 'bank', 'merchant', 'institution')",
            name=op.f("ck_organisations_kind"),
        ),
        sa.CheckConstraint(
            "registration_kind IN ('uscc', 'legacy', 'none')", name=op.f("ck_organisations_registration_kind")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'returned', 'verified', 'suspended')", name=op.f("ck_organisations_state")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_organisations_territory_id_territories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("external_id", name=op.f("uq_organisations_external_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisations_public_id")),
        sa.UniqueConstraint("registration_number", name=op.f("uq_organisations_registration_number")),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index("ix_organisations_list", ["state", "kind", "sort_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_state"), ["state"], unique=False)
        batch_op.create_index("ix_organisations_territory_path", ["territory_path"], unique=False)

    op.create_table(
        "outbox_deliveries",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("reaction", sa.String(length=60), nullable=False),
        sa.Column("delivered_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["outbox_rows.id"],
            name=op.f("fk_outbox_deliveries_outbox_id_outbox_rows"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("outbox_id", "reaction", name=op.f("pk_outbox_deliveries")),
    )
    op.create_table(
        "password_resets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_password_resets_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_resets_token_hash")),
    )
    with op.batch_alter_table("password_resets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_resets_user_id"), ["user_id"], unique=False)

    op.create_table(
        "roadshows",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("summary_zh", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('roadshow', 'launch', 'matchmaking', 'pledging', 'open_day')", name=op.f("ck_roadshows_kind")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_roadshows_territory_id_territories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadshows")),
        sa.UniqueConstraint("public_id", name=op.f("uq_roadshows_public_id")),
    )
    with op.batch_alter_table("roadshows", schema=None) as batch_op:
        batch_op.create_index("ix_roadshows_held_on", ["held_on", "id"], unique=False)

    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_ins_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_user_id"), ["user_id"], unique=False)

    op.create_table(
        "stored_files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('image', 'document')", name=op.f("ck_stored_files_kind")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["users.id"], name=op.f("fk_stored_files_uploaded_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stored_files_public_id")),
    )
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_files_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_files_uploaded_by_id"), ["uploaded_by_id"], unique=False)

    op.create_table(
        "territory_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("label_zh", sa.String(length=80), nullable=False),
        sa.Column("label_en", sa.String(length=120), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("as_of", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territories.id"],
            name=op.f("fk_territory_figures_territory_id_territories"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory_figures")),
        sa.UniqueConstraint("territory_id", "key", name=op.f("uq_territory_figures_territory_id_key")),
    )
    op.create_table(
        "assets",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("territory_path", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("tenure", sa.String(length=20), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("area_m2", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("utilities", sa.Text(), nullable=False),
        sa.Column("restrictions", sa.Text(), nullable=False),
        sa.Column("current_use", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("state_changed_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('premises', 'land', 'plaza', 'advertising_site', 'equipment', 'stall', 'facility', 'service_right')",
            name=op.f("ck_assets_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('registered', 'listed', 'suspended', 'in_use', 'returned', 'retired')",
            name=op.f("ck_assets_state"),
        ),
        sa.CheckConstraint(
            "tenure IN ('committee', 'street', 'state', 'owners_common', 'borrowed', 'transferred', 'unclear')",
            name=op.f("ck_assets_tenure"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_assets_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["territory_id"], ["territories.id"], name=op.f("fk_assets_territory_id_territories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("number", name=op.f("uq_assets_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assets_public_id")),
    )
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assets_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_state"), ["state"], unique=False)
        batch_op.create_index("ix_assets_territory_path", ["territory_path"], unique=False)

    op.create_table(
        "decision_steps",
        sa.Column("subject_kind", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("area_total_m2", sa.Integer(), nullable=True),
        sa.Column("area_present_m2", sa.Integer(), nullable=True),
        sa.Column("area_for_m2", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "step IN ('party_proposal', 'two_committees', 'party_members', 'residents', 'decision_published', 'owners_vote')",
            name=op.f("ck_decision_steps_step"),
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_decision_steps_file_id_stored_files")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_steps")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_steps_public_id")),
    )
    with op.batch_alter_table("decision_steps", schema=None) as batch_op:
        batch_op.create_index("ix_decision_steps_subject", ["subject_kind", "subject_id", "step"], unique=False)

    op.create_table(
        "held_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('visitor', 'resident', 'community', 'partner', 'expert', 'street', 'supervisor', 'operator')",
            name=op.f("ck_held_roles_role"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_held_roles_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_held_roles_territory_id_territories")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_held_roles_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_roles")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "organisation_id",
            "territory_id",
            name=op.f("uq_held_roles_user_id_role_organisation_id_territory_id"),
        ),
    )
    with op.batch_alter_table("held_roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_roles_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_roles_territory_id"), ["territory_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_roles_user_id"), ["user_id"], unique=False)

    op.create_table(
        "ledger_years",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("income_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("split", sa.JSON(), nullable=False),
        sa.Column("note_zh", sa.String(length=400), nullable=False),
        sa.Column("note_en", sa.String(length=400), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_ledger_years_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_years")),
        sa.UniqueConstraint("organisation_id", "year", name=op.f("uq_ledger_years_organisation_id_year")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ledger_years_public_id")),
    )
    op.create_table(
        "licences",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued_by", sa.String(length=120), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_licences_file_id_stored_files")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_licences_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
        sa.UniqueConstraint("public_id", name=op.f("uq_licences_public_id")),
    )
    with op.batch_alter_table("licences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_licences_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "organisation_sectors",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_sectors_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "sector", name=op.f("pk_organisation_sectors")),
    )
    with op.batch_alter_table("organisation_sectors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_sectors_sector"), ["sector"], unique=False)

    op.create_table(
        "partner_profiles",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("capabilities_zh", sa.Text(), nullable=False),
        sa.Column("capabilities_en", sa.Text(), nullable=False),
        sa.Column("resources", sa.Text(), nullable=False),
        sa.Column("size", sa.String(length=10), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_partner_profiles_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_partner_profiles")),
    )
    op.create_table(
        "past_works",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_past_works_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_works")),
        sa.UniqueConstraint("public_id", name=op.f("uq_past_works_public_id")),
    )
    with op.batch_alter_table("past_works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_works_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "projects",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("territory_path", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=24), nullable=False),
        sa.Column("money_model", sa.String(length=24), nullable=False),
        sa.Column("title_zh", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("sort_key", sa.String(length=160), nullable=False),
        sa.Column("summary_zh", sa.String(length=200), nullable=False),
        sa.Column("summary_en", sa.String(length=400), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_zh_html", sa.Text(), nullable=False),
        sa.Column("description_en_html", sa.Text(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("eligibility", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("min_proposals", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("end_code", sa.String(length=24), nullable=False),
        sa.Column("opens_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("questions_until", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("published_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("opened_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempt_of_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'deciding', 'street_review', 'scheduled', 'open', 'closed', 'opened', 'evaluating', 'shortlisted', 'roadshow', 'proposed', 'awarded', 'contracted', 'operating', 'completed', 'unsuccessful', 'cancelled', 'terminated')",
            name=op.f("ck_projects_state"),
        ),
        sa.CheckConstraint(
            "deadline_at IS NULL OR opens_at IS NULL OR deadline_at > opens_at", name=op.f("ck_projects_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["attempt_of_id"], ["projects.id"], name=op.f("fk_projects_attempt_of_id_projects")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_projects_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_projects_partner_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territories.id"], name=op.f("fk_projects_territory_id_territories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("number", name=op.f("uq_projects_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_projects_public_id")),
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index("ix_projects_deadline", ["state", "deadline_at", "id"], unique=False)
        batch_op.create_index("ix_projects_newest", ["published_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_projects_questions_until", ["questions_until"], unique=False)
        batch_op.create_index("ix_projects_sector", ["sector", "published_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_projects_state"), ["state"], unique=False)
        batch_op.create_index("ix_projects_territory_path", ["territory_path"], unique=False)
        batch_op.create_index("ix_projects_title", ["sort_key", "public_id"], unique=False)

    op.create_table(
        "service_areas",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_service_areas_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["territories.id"],
            name=op.f("fk_service_areas_territory_id_territories"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "territory_id", name=op.f("pk_service_areas")),
    )
    op.create_table(
        "asset_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=160), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["assets.id"], name=op.f("fk_asset_photos_asset_id_assets"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_asset_photos_file_id_stored_files")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_photos")),
    )
    with op.batch_alter_table("asset_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_photos_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("label_zh", sa.String(length=80), nullable=False),
        sa.Column("label_en", sa.String(length=120), nullable=False),
        sa.Column("weight_bp", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("minimum BETWEEN 0 AND 100", name=op.f("ck_criteria_minimum")),
        sa.CheckConstraint("weight_bp BETWEEN 0 AND 10000", name=op.f("ck_criteria_weight")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_criteria_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("project_id", "key", name=op.f("uq_criteria_project_id_key")),
    )
    op.create_table(
        "openings",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_openings_opened_by_id_users")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_openings_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sa.UniqueConstraint("project_id", name=op.f("uq_openings_project_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_openings_public_id")),
    )
    op.create_table(
        "project_assets",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_project_assets_asset_id_assets")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_project_assets_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "asset_id", name=op.f("pk_project_assets")),
    )
    with op.batch_alter_table("project_assets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_assets_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "project_documents",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_project_documents_file_id_stored_files")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_project_documents_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_documents")),
        sa.UniqueConstraint("public_id", name=op.f("uq_project_documents_public_id")),
    )
    with op.batch_alter_table("project_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_documents_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("target", sa.String(length=24), nullable=False),
        sa.Column("at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_project_steps_actor_id_users")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_project_steps_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_steps")),
    )
    with op.batch_alter_table("project_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_steps_project_id"), ["project_id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("submitted_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("opened_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("result_reason", sa.Text(), nullable=False),
        sa.Column("fixing_note", sa.Text(), nullable=False),
        sa.Column("fixing_answer", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'withdrawn', 'unconfirmed', 'opened', 'in_review', 'fixing', 'shortlisted', 'not_shortlisted', 'candidate', 'reserve', 'awarded', 'not_awarded', 'disqualified')",
            name=op.f("ck_proposals_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_proposals_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_proposals_project_id_projects")),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name=op.f("fk_proposals_started_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("project_id", "organisation_id", name=op.f("uq_proposals_project_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposals_public_id")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_proposals_project_state", ["project_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_state"), ["state"], unique=False)

    op.create_table(
        "questions",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name=op.f("fk_questions_answered_by_id_users")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_questions_asked_by_id_users")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_questions_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_questions_project_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_questions_public_id")),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questions_asked_by_id"), ["asked_by_id"], unique=False)

    op.create_table(
        "roadshow_projects",
        sa.Column("roadshow_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_roadshow_projects_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["roadshow_id"],
            ["roadshows.id"],
            name=op.f("fk_roadshow_projects_roadshow_id_roadshows"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("roadshow_id", "project_id", name=op.f("pk_roadshow_projects")),
    )
    with op.batch_alter_table("roadshow_projects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roadshow_projects_project_id"), ["project_id"], unique=False)

    op.create_table(
        "proposal_attachments",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_proposal_attachments_file_id_stored_files")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposal_attachments_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_attachments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposal_attachments_public_id")),
    )
    with op.batch_alter_table("proposal_attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_attachments_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_contents",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("draft_saved_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposal_contents_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal_contents")),
    )
    op.create_table(
        "proposal_receipts",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", marketplace.db.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_proposal_receipts_project_id_projects")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_proposal_receipts_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_receipts")),
        sa.UniqueConstraint("commitment", name=op.f("uq_proposal_receipts_commitment")),
        sa.UniqueConstraint("proposal_id", "round", name=op.f("uq_proposal_receipts_proposal_id_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposal_receipts_public_id")),
    )
    with op.batch_alter_table("proposal_receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_receipts_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    """Go down."""
    op.drop_table("number_series")
    with op.batch_alter_table("proposal_receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_receipts_project_id"))

    op.drop_table("proposal_receipts")
    op.drop_table("proposal_contents")
    with op.batch_alter_table("proposal_attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_attachments_proposal_id"))

    op.drop_table("proposal_attachments")
    with op.batch_alter_table("roadshow_projects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadshow_projects_project_id"))

    op.drop_table("roadshow_projects")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questions_asked_by_id"))

    op.drop_table("questions")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposals_state"))
        batch_op.drop_index("ix_proposals_project_state")
        batch_op.drop_index(batch_op.f("ix_proposals_organisation_id"))

    op.drop_table("proposals")
    with op.batch_alter_table("project_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_steps_project_id"))

    op.drop_table("project_steps")
    with op.batch_alter_table("project_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_documents_project_id"))

    op.drop_table("project_documents")
    with op.batch_alter_table("project_assets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_assets_asset_id"))

    op.drop_table("project_assets")
    op.drop_table("openings")
    op.drop_table("criteria")
    with op.batch_alter_table("asset_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asset_photos_asset_id"))

    op.drop_table("asset_photos")
    op.drop_table("service_areas")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index("ix_projects_title")
        batch_op.drop_index("ix_projects_territory_path")
        batch_op.drop_index(batch_op.f("ix_projects_state"))
        batch_op.drop_index("ix_projects_sector")
        batch_op.drop_index("ix_projects_questions_until")
        batch_op.drop_index(batch_op.f("ix_projects_organisation_id"))
        batch_op.drop_index("ix_projects_newest")
        batch_op.drop_index("ix_projects_deadline")

    op.drop_table("projects")
    with op.batch_alter_table("past_works", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_past_works_organisation_id"))

    op.drop_table("past_works")
    op.drop_table("partner_profiles")
    with op.batch_alter_table("organisation_sectors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_sectors_sector"))

    op.drop_table("organisation_sectors")
    with op.batch_alter_table("licences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_licences_organisation_id"))

    op.drop_table("licences")
    op.drop_table("ledger_years")
    with op.batch_alter_table("held_roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_roles_user_id"))
        batch_op.drop_index(batch_op.f("ix_held_roles_territory_id"))
        batch_op.drop_index(batch_op.f("ix_held_roles_organisation_id"))

    op.drop_table("held_roles")
    with op.batch_alter_table("decision_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_steps_subject")

    op.drop_table("decision_steps")
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.drop_index("ix_assets_territory_path")
        batch_op.drop_index(batch_op.f("ix_assets_state"))
        batch_op.drop_index(batch_op.f("ix_assets_organisation_id"))

    op.drop_table("assets")
    op.drop_table("territory_figures")
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_files_uploaded_by_id"))
        batch_op.drop_index(batch_op.f("ix_stored_files_sha256"))

    op.drop_table("stored_files")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_user_id"))

    op.drop_table("sign_ins")
    with op.batch_alter_table("roadshows", schema=None) as batch_op:
        batch_op.drop_index("ix_roadshows_held_on")

    op.drop_table("roadshows")
    with op.batch_alter_table("password_resets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_password_resets_user_id"))

    op.drop_table("password_resets")
    op.drop_table("outbox_deliveries")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index("ix_organisations_territory_path")
        batch_op.drop_index(batch_op.f("ix_organisations_state"))
        batch_op.drop_index("ix_organisations_list")

    op.drop_table("organisations")
    with op.batch_alter_table("inbox_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_messages_user_id_read")

    op.drop_table("inbox_messages")
    with op.batch_alter_table("experts", schema=None) as batch_op:
        batch_op.drop_index("ix_experts_list")

    op.drop_table("experts")
    with op.batch_alter_table("audit_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_rows_subject")
        batch_op.drop_index(batch_op.f("ix_audit_rows_event"))
        batch_op.drop_index(batch_op.f("ix_audit_rows_at"))
        batch_op.drop_index(batch_op.f("ix_audit_rows_actor_id"))

    op.drop_table("audit_rows")
    op.drop_table("users")
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.drop_index("ix_territories_path")

    op.drop_table("territories")
    op.drop_table("site_versions")
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempts_email_hash_at")
        batch_op.drop_index("ix_sign_in_attempts_address_at")

    op.drop_table("sign_in_attempts")
    with op.batch_alter_table("outbox_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_rows_waiting")

    op.drop_table("outbox_rows")
