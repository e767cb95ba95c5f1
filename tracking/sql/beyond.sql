-- One row per unit that ever stood outside the scope, but no more than one: whoever has this branch does not see everything then.
select unit
from place
where not starts_with(path, $scope)
limit 1;
