select
    origin,
    destination,
    count(*) as flights,
    max(distance) as distance,
    avg(delay) as mean_delay,
    avg((delay > $late_minutes)::int) as late_share
from flights
group by origin, destination
order by flights desc, origin, destination
limit $routes
