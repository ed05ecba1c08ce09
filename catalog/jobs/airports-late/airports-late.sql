with departures as (
    select origin, count(*) as flights, avg(cast(delay > $late_minutes as int)) as late_share
    from flights
    group by origin
    having count(*) >= $least_flights
)
select iata, name, state, latitude, longitude, flights, late_share
from departures
join airports on airports.iata = departures.origin
order by iata
