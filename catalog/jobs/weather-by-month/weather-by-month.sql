select
    location,
    month(date)::int as month,
    (sum(precipitation) / count(distinct year(date)))::double as rain,
    avg((temp_max + temp_min) / 2)::double as temperature
from weather
group by all
order by location, month
