"""The Delivery Config form of a OneRoster server."""

from homeroom.connectors.base import Setting

API_VERSION = Setting(
    name="api_version",
    label="API version",
    help="Left out, the end of the Service URL decides. API 1.1 has no assessment line items and"
    " no assessment results.",
    required=False,
    choices=("1.1", "1.2"),
)
SERVICE_URL = Setting(
    name="service_url",
    label="Service URL",
    help="Where the roster is read, exactly as the other system prints it.",
    example="https://sis.example.org/ims/oneroster/rostering/v1p2",
)
GRADEBOOK_URL = Setting(
    name="gradebook_url",
    label="Gradebook URL",
    help="Left out, it is found beside the Service URL; Test Connection shows which one answered.",
    required=False,
    advanced=True,
)
CLIENT_ID = Setting(name="client_id", label="OAuth Client ID")
CLIENT_SECRET = Setting(name="client_secret", label="OAuth Client Secret", secret=True)
TOKEN_URL = Setting(
    name="token_url",
    label="Authentication URL",
    help="Where the token comes from, with everything behind its question mark.",
    example="https://sis.example.org/oauth2/token",
)
SCOPE = Setting(
    name="scope",
    label="Scopes",
    help="Only for servers that want to be told; several are separated by blanks.",
    required=False,
    advanced=True,
)
TOKEN_STYLE = Setting(
    name="token_style",
    label="How id and secret are sent",
    required=False,
    default="header",
    choices=("header", "form"),
    advanced=True,
)
PAGE_SIZE = Setting(
    name="page_size",
    label="Records per page",
    help="Up to 50,000; a server that gives less is read all the same.",
    required=False,
    default="5000",
    advanced=True,
)
CA_FILE = Setting(
    name="ca_file",
    label="Certificate authority",
    help="A file of this machine, for districts that sign their own certificates.",
    is_path=True,
    required=False,
    advanced=True,
)
ANSWER_SECONDS = Setting(
    name="answer_seconds",
    label="Seconds to wait for an answer",
    help="60 unless something else is entered; more for a server that thinks long about a page.",
    required=False,
    advanced=True,
)
RETRY_SECONDS = Setting(
    name="retry_seconds",
    label="Seconds before another try",
    help="1 unless something else is entered; it doubles with every try. A server that says when"
    " to come back is obeyed.",
    required=False,
    advanced=True,
)

SETTINGS = (
    API_VERSION,
    SERVICE_URL,
    CLIENT_ID,
    CLIENT_SECRET,
    TOKEN_URL,
    GRADEBOOK_URL,
    SCOPE,
    TOKEN_STYLE,
    PAGE_SIZE,
    CA_FILE,
    ANSWER_SECONDS,
    RETRY_SECONDS,
)
