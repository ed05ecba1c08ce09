using Analytics.Emr.Events;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Storage;

namespace Analytics.Emr;

/// <summary>What a step prints, for the log of its run: while it runs as far as EMR has written it, the rest at its end.</summary>
internal sealed class EmrStepLog(EmrLogs logs, EmrHandle handle, IProgress<EngineLogLine>? log)
{
    /// <summary>Of one look, the newest.</summary>
    private const int ShownLines = 500;

    private static readonly string[] Names = ["stderr", "syslog", "stdout"];

    /// <summary>Of which a look was reported: the ETag of the log and the number of its lines.</summary>
    private readonly Dictionary<string, (string Etag, long Lines)> _reported = new(StringComparer.Ordinal);

    /// <summary>Reports the lines that came since the last look. A store that is away is looked into the next time.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in Names)
            {
                var known = _reported.GetValueOrDefault(name);
                if (await logs.ReadAsync(handle, name, known.Etag, cancellationToken) is { } text)
                {
                    // The last line may be half written.
                    Report(name, text, Math.Max(known.Lines, text.Lines - 1));
                }
            }
        }
        catch (Exception exception) when (StorageErrors.IsTransient(exception) || exception is IOException)
        {
            // The step goes on, and so does the wait for it.
        }
    }

    /// <summary>Reports what is left, and returns the logs as they ended; empty where EMR has not written them yet.</summary>
    public async Task<StepLogs> EndAsync(CancellationToken cancellationToken)
    {
        return new StepLogs(await EndAsync("stderr"), await EndAsync("syslog"), await EndAsync("stdout"));

        async Task<IReadOnlyList<string>> EndAsync(string name)
        {
            if (await logs.ReadAsync(handle, name, unlessEtag: null, cancellationToken) is not { } text)
            {
                return [];
            }

            Report(name, text, text.Lines);
            return text.Tail;
        }
    }

    /// <summary>Tells of what could be better about a step that has done its work.</summary>
    public void Warn(IReadOnlyList<SparkFinding> findings)
    {
        foreach (var finding in findings)
        {
            log?.Report(new EngineLogLine(EngineLogLine.Warning, $"{finding.Message} {finding.Advice}"));
        }
    }

    private void Report(string name, EmrLogText text, long upTo)
    {
        var from = _reported.GetValueOrDefault(name).Lines;
        var first = text.Lines - text.Tail.Count;
        var lines = text.Tail.Where((_, at) => first + at >= from && first + at < upTo);
        foreach (var line in lines.Where(line => !line.Contains(" INFO ", StringComparison.Ordinal)).TakeLast(ShownLines))
        {
            log?.Report(new EngineLogLine(EngineLogLine.Info, line));
        }

        _reported[name] = (text.Etag, upTo);
    }
}
