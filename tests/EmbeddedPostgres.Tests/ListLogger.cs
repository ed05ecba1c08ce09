using System.Threading.Channels;

using Microsoft.Extensions.Logging;

namespace Analytics.EmbeddedPostgres.Tests;

/// <summary>What the server's owner logs, as signals that a test waits for.</summary>
internal sealed class ListLogger : ILogger, IDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    /// <summary>Takes lines up to the next one that holds the text; fails when the work ends before.</summary>
    public async Task WaitForAsync(string text, Task work)
    {
        while (true)
        {
            var line = _lines.Reader.ReadAsync(Servers.Token).AsTask();
            if (await Task.WhenAny(line, work) == work)
            {
                await work;
                Assert.Fail($"It ended before it logged '{text}'.");
            }

            if ((await line).Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite(formatter(state, exception));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() => _lines.Writer.TryComplete();
}
