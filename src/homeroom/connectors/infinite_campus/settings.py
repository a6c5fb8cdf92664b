"""The Delivery Config form of Infinite Campus, in the words of its own screens."""

from msgspec import structs

from homeroom.connectors.base import Setting
from homeroom.connectors.oneroster import settings as standard

SETTINGS = (
    standard.API_VERSION,
    structs.replace(
        standard.SERVICE_URL,
        help="Copy it as Infinite Campus prints it. Every form in use is understood, such as"
        " [URL]/api/ims/oneroster/rostering/v1p1 or .../v1p2, where [URL] usually ends in"
        " /campus.",
        example="https://district.example.org/campus/api/ims/oneroster/rostering/v1p2",
    ),
    standard.CLIENT_ID,
    standard.CLIENT_SECRET,
    structs.replace(
        standard.TOKEN_URL,
        help="Copy it with the name of the application behind the question mark.",
        example="https://district.example.org/campus/oauth2/token?appName=homeroom",
    ),
    Setting(
        name="vendor_key",
        label="Vendor Key",
        help="Needed for grades with API 1.1 and 1.2, not for the roster. Ask Infinite Campus"
        " support for the key of this application.",
        required=False,
        for_grades=True,
        expires=True,
    ),
    Setting(
        name="vendor_secret",
        label="Vendor Secret",
        help="Comes with the Vendor Key: ask Infinite Campus support for both.",
        secret=True,
        required=False,
        for_grades=True,
    ),
    standard.GRADEBOOK_URL,
    standard.SCOPE,
    standard.PAGE_SIZE,
    standard.CA_FILE,
    standard.ANSWER_SECONDS,
    standard.RETRY_SECONDS,
)
