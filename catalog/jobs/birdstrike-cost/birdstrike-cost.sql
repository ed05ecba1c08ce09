select
    year("Flight Date")::int as year,
    "Phase of flight" as phase,
    count(*) as strikes,
    sum("Cost Total $")::bigint as cost
from birdstrikes
group by all
order by year, phase
