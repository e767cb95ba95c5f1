"""Registers behind the counts (台账): contracts, and enterprises on the way to a union; how they stand, and what they count."""

from tracking.registers.checking import (
    doubts_of,
    faults_of,
    faults_of_renewal,
    may_renew,
)
from tracking.registers.contract import (
    EARLIEST,
    EXTENTS,
    KINDS,
    LATEST,
    NOT_ON_RECORD,
    STATES,
    WARNED,
    Contract,
    Cover,
    DoubtfulContract,
    WrongContract,
    years_after,
)
from tracking.registers.contracts import (
    contract_tables,
    contracts_of,
    employees_of,
    known_contracts,
    put_back,
    record_contracts,
    withdraw_contract,
)
from tracking.registers.counting import (
    CONTRACTS,
    COUNTED,
    FOUNDINGS,
    apart,
    count_from_register,
    counted_since,
    newest_counted,
    register_beside_reports,
    sums_beside,
)
from tracking.registers.founding import (
    LISTED,
    STEPS,
    STUCK_AFTER,
    DoubtfulFounding,
    Founding,
    WrongFounding,
    doubts_of_founding,
    faults_of_founding,
)
from tracking.registers.foundings import (
    founding_of,
    founding_tables,
    known_foundings,
    open_cases,
    put_back_foundings,
    record_foundings,
    steps_by_place,
    steps_reached,
    with_union,
    withdraw_founding,
)
from tracking.registers.standing import EXPIRING, LAPSED, ending_between, standing, warned, without_any
