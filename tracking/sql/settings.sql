-- One row per setting: its newest value.
select
    name,
    arg_max(value, submission) as value
from setting
group by name;
