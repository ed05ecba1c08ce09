namespace Analytics.Tabular.Values;

/// <summary>Dates as days since 1970-01-01; a time behind the date is refused, not cut off.</summary>
internal readonly struct DateParser(TimeFormat? format) : IValueParser<int>
{
    public bool TryParse(ReadOnlySpan<byte> text, out int value)
    {
        if (format is not null)
        {
            value = 0;
            return format.TryParse(text, out var parts) && parts.TryDays(out value);
        }

        return IsoTime.TryTakeDate(ref text, out value) && text.IsEmpty;
    }
}
