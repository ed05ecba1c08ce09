select
    isodow(date)::int as weekday,
    hour(date)::int as hour,
    count(*) as flights,
    quantile_cont(delay, 0.5) as median_delay,
    quantile_cont(delay, 0.9) as p90_delay
from flights
group by all
order by weekday, hour
