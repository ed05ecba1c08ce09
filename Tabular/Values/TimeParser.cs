namespace Analytics.Tabular.Values;

/// <summary>Times of day as microseconds since midnight.</summary>
internal readonly struct TimeParser(TimeFormat? format) : IValueParser<long>
{
    public bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        if (format is not null)
        {
            value = 0;
            return format.TryParse(text, out var parts) && parts.TryMicroseconds(out value);
        }

        return IsoTime.TryTakeTime(ref text, out value) && text.IsEmpty;
    }
}
