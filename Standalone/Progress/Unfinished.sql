select exists (select from platform.raw_object where state in ('landed', 'reading'))
    or exists (select from platform.run where state in ('queued', 'running'))
