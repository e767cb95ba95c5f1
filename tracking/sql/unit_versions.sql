-- One row per unit: everything its newest description says.
select
    unit,
    unnest(arg_max_null(
        {
            'name': name,
            'kind': kind,
            'ownership': ownership,
            'sector': sector,
            'employees': employees,
            'opened': opened,
            'closed': closed,
            'contact': contact,
            'phone': phone
        },
        submission
    ))
from unit
group by unit;
