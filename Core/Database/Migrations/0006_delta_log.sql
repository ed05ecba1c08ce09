-- What the table's Delta Lake log says of a file's columns (docs/adr/0018): read from the file once, when it is published.
alter table platform.dataset_file add column delta_stats text;
