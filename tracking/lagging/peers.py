"""Enterprises beside their like: of the same sector and size where there are enough, else of the same size."""

import pandas as pd

SIZE_STARTS = (1, 20, 50, 100, 300)
FEWEST = 5


def size_band(employees: pd.Series) -> pd.Series:
    """For each number of employees the lower end of its band (1, 20, 50, 100, 300); none where it is not known."""
    number = employees.astype("Float64")
    band = pd.Series(pd.NA, index=employees.index, dtype="Int64")
    for start in SIZE_STARTS:
        band = band.mask((number >= start).fillna(False), start)
    return band


def beside_peers(ranked: pd.DataFrame) -> pd.DataFrame:
    """One row per enterprise of ``ranked`` in its order: peers (how many others), quartile and alike.

    Peers are the other enterprises with targets that are due, of the same sector and size band; where they are fewer
    than five those of the same size band alone; where these are too, there is no comparison. quartile is 1 for the
    quarter with the lowest lag index to 4: 1 + the whole quarters of all compared that have a lower index, so equal
    indices share the better quarter. alike is sector_and_size or size.
    """
    band, sector = size_band(ranked["employees"]), ranked["sector"]
    found = pd.DataFrame({"unit": ranked["unit"], "peers": 0, "quartile": pd.NA, "alike": None}, index=ranked.index)
    found["quartile"] = found["quartile"].astype("Int64")
    for alike, keys in (("size", [band]), ("sector_and_size", [band, sector])):
        groups = ranked["index"].groupby([key.rename(str(place)) for place, key in enumerate(keys)], dropna=True)
        peers = groups.transform("size") - 1
        lower = groups.rank(method="min") - 1
        enough = (peers >= FEWEST) & lower.notna()
        found.loc[enough, "peers"] = peers[enough].astype(int)
        found.loc[enough, "quartile"] = (1 + (4 * lower[enough]) // (peers[enough] + 1)).astype("Int64")
        found.loc[enough, "alike"] = alike
    return found
