using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Analytics.Fixtures.Telemetry;

/// <summary>What the meters of this process report while a test listens. Other tests report too: ask by attributes of one's own.</summary>
public sealed class RecordedMetrics : IDisposable
{
    private readonly ConcurrentQueue<RecordedValue> _values = new();
    private readonly MeterListener _listener = new();

    /// <param name="meter">Its name.</param>
    /// <param name="scope">The factory that made it, where only one of several meters of this name is meant.</param>
    public RecordedMetrics(string meter, IMeterFactory? scope = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter && (scope is null || instrument.Meter.Scope == scope))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The values of an instrument that have all these attributes, written as <c>key=value</c>.</summary>
    public IReadOnlyList<double> Of(string instrument, params string[] attributes) =>
        [.. Points(instrument, attributes).Select(point => point.Value)];

    public IReadOnlyList<RecordedValue> Points(string instrument, params string[] attributes) =>
        [.. _values.Where(value => value.Instrument.Name == instrument && attributes.All(value.Attributes.Contains))];

    /// <summary>Asks the observable instruments.</summary>
    public void Collect()
    {
        _values.Clear();
        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var attributes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, tag) in tags)
        {
            attributes.Add(string.Create(CultureInfo.InvariantCulture, $"{key}={tag}"));
        }

        _values.Enqueue(new RecordedValue(instrument, value, attributes));
    }
}
