"""Tables as the screen shows them: what people read, and what a click on a heading sorts by."""

import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df


def words_shown(element) -> pd.DataFrame:
    """The words in the cells of a table of AppTest."""
    proto = element.proto.arrow_data
    said = proto.styler.display_values
    return convert_arrow_bytes_to_pandas_df(said) if said else element.value


def values_shown(element) -> pd.DataFrame:
    """The values by which the table is sorted."""
    return element.value
