using System.Threading.Channels;

using Analytics.Database;
using Analytics.Engines;
using Analytics.Runs;

namespace Analytics.Processor.Running;

/// <summary>Keeps the lines of one run: they come one by one, and go to the database in batches.</summary>
internal sealed class RunLogWriter : IProgress<EngineLogLine>, IAsyncDisposable
{
    private const int BatchLines = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // One more than is kept, so that the log says that there were more.
    private readonly Channel<(int Attempt, EngineLogLine Line)> _lines = Channel.CreateBounded<(int, EngineLogLine)>(
        new BoundedChannelOptions(RunLog.MaxLines + 1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly RunLog _log;
    private readonly long _runId;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _writing;

    public RunLogWriter(RunLog log, long runId, int attempt, TimeProvider time, ILogger logger)
    {
        _log = log;
        _runId = runId;
        _time = time;
        _logger = logger;
        Attempt = attempt;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The attempt that lines belong to from now on.</summary>
    public int Attempt { get; set; }

    public void Report(EngineLogLine value) => _lines.Writer.TryWrite((Attempt, value));

    public void Info(string text) => Report(new EngineLogLine(EngineLogLine.Info, text));

    public void Warning(string text) => Report(new EngineLogLine(EngineLogLine.Warning, text));

    public void Error(string text) => Report(new EngineLogLine(EngineLogLine.Error, text));

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        var batch = new List<(int Attempt, EngineLogLine Line)>();
        while (await _lines.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchLines && _lines.Reader.TryRead(out var line))
            {
                batch.Add(line);
            }

            await WriteAsync(batch);
            await Task.WhenAny(Task.Delay(Pause, _time), _lines.Reader.Completion);
        }
    }

    private async Task WriteAsync(List<(int Attempt, EngineLogLine Line)> batch)
    {
        try
        {
            foreach (var attempt in batch.GroupBy(line => line.Attempt, line => line.Line))
            {
                await Transient.RetryAsync(
                    token => _log.AddAsync(_runId, attempt.Key, [.. attempt], token), _time, Patience, CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A run does not fail for want of its log.
            _logger.LinesLost(exception, batch.Count, _runId);
        }
    }
}
