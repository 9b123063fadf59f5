"""The words of the content library: kinds, stages of the buyer, uses."""

from smallbiz_crm.words.catalogue import N_

PHRASES: dict[str, str | tuple[str, str]] = {
    "content.case_study": N_("Case study"),
    "content.whitepaper": N_("Whitepaper"),
    "content.post": N_("Post"),
    "content.video": N_("Video"),
    "content.presentation": N_("Presentation"),
    "content.price_list": N_("Price list"),
    "content.data_sheet": N_("Data sheet"),
    "content.other": N_("Other"),
    "content.used": N_("Got"),
    "buyer_stage.awareness": N_("Awareness"),
    "buyer_stage.interest": N_("Interest"),
    "buyer_stage.consideration": N_("Consideration"),
    "buyer_stage.decision": N_("Decision"),
    "buyer_stage.after_sale": N_("After the sale"),
    "timeline.content": N_("Content"),
    "kind.content": N_("Content"),
    "step.content.added": N_("Added {title} to the content library"),
    "step.content.edited": N_("Changed {title} in the content library"),
    "step.content.trashed": (
        N_("Put {title} in the Trash"),
        N_("Put {count} pieces of content in the Trash"),
    ),
    "step.content.restored": N_("Took {title} out of the Trash"),
    "step.content.used": N_("Noted a use of {title}"),
    "error.content.needs_title": N_("Content needs a title, so that it is found again."),
    "error.content.no_link": N_(
        "“{value}” is no link of the web. Write it like https://example.com/price-list."
    ),
}
