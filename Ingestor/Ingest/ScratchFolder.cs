using Analytics.Ingestor.Options;
using Analytics.Machine.Scratch;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Ingest;

/// <summary>The Ingestor's scratch folders.</summary>
public sealed class ScratchFolder(IOptions<IngestOptions> options) : IDisposable
{
    private readonly ProcessFolder _folder = new(options.Value.ScratchPath, "ingestor");

    public AttemptFolder NewAttempt() => _folder.NewAttempt();

    /// <summary>Removes what processes left behind that are no more; returns how many.</summary>
    public int RemoveDead() => _folder.RemoveDead();

    public void Dispose() => _folder.Dispose();
}
