"""One cell → a whole amount, a proposal that a person must agree to, or the reason why not."""

from tracking.reading.numbers.amounts import (
    Amount,
    Proposal,
    as_fault,
    as_typed,
    is_blank,
    leads_with_zero,
    read_amount,
)
