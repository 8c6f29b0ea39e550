"""Pages that the first visitors do not ask for: those of whoever manages or reads, and the API.

They are a third of all that the service is made of, and are read once it answers (`late_routes`).
Every route of these modules stands under one of `ROOMS`; a module that has others too, for those
who apply, is read at once, in `app`.
"""

from reflexes_calls.web.api import routes as api_routes
from reflexes_calls.web.pages import (
    admissions,
    amendments,
    api_reference,
    choosing,
    deliberations,
    exports,
    files_list,
    forming,
    forming_questions,
    importing,
    internal_fields,
    juries,
    jury_reading,
    jury_results,
    managing,
    managing_copies,
    managing_drafts,
    managing_people,
    managing_previews,
    managing_terms,
    modules,
    outages,
    releasing,
    reviews,
    sitting,
    webhooks,
)

# Looked through in this order.
PAGES = (
    managing_people,
    reviews,
    forming,
    forming_questions,
    internal_fields,
    managing_drafts,
    managing_terms,
    managing_previews,
    managing_copies,
    managing,
    files_list,
    importing,
    exports,
    amendments,
    admissions,
    outages,
    releasing,
    juries,
    sitting,
    jury_reading,
    jury_results,
    deliberations,
    choosing,
    webhooks,
    modules,
    api_reference,
    api_routes,
)
