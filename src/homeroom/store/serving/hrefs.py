"""References to records as the standard prints them: an address, a sourcedId and a type."""

from collections.abc import Mapping

from homeroom.model.kinds import Kind
from homeroom.model.records import NOT_SAID
from homeroom.store.json import encode_json
from homeroom.store.serving.bag import Bag

# kind -> the address of its collection, with a slash at its end
Addresses = Mapping[Kind, str]


class Hrefs:
    """Writes references as SQL that makes JSON of the sourced_id of a record."""

    def __init__(self, addresses: Addresses, bag: Bag) -> None:
        self._addresses = addresses
        self._bag = bag
        self._heads: dict[tuple[Kind, str], str] = {}

    def reference(self, kind: Kind, sourced_id: str, key: str = "") -> str:
        """Return the JSON of a reference, behind a key; NULL where the id is."""
        if (kind, key) not in self._heads:
            head = encode_json({"href": self._addresses[kind]}).removesuffix('"}')
            self._heads[kind, key] = self._bag.hold(key + head)
        return (
            f'{self._heads[kind, key]} || in_address({sourced_id}) || \'","sourcedId":\''
            f' || to_json({sourced_id})::text || \',"type":"{kind.value}"}}\''
        )

    def nobodys(self, kind: Kind, key: str = "") -> str:
        """Return the JSON of a reference to what stands for a record that nobody named."""
        where = f"{self._addresses[kind]}{NOT_SAID}"
        written = {"href": where, "sourcedId": NOT_SAID, "type": kind.value}
        return self._bag.hold(key + encode_json(written))
