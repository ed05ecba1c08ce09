-- Tasks that may run on other machines, which are looked for every few seconds: few, whatever runs there have been.
create index run_engine_handle on platform.run (id) where engine_handle is not null;
