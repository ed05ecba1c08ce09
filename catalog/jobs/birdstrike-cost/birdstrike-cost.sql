select
    cast(year("Flight Date") as int) as year,
    "Phase of flight" as phase,
    count(*) as strikes,
    cast(sum("Cost Total $") as bigint) as cost
from birdstrikes
group by all
order by year, phase
