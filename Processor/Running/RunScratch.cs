using System.Globalization;

using Analytics.Machine.Scratch;
using Analytics.Processor.Options;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Running;

/// <summary>The Processor's scratch folders: one for each time that a run is taken, so that a worker that lost it harms no other.</summary>
internal sealed class RunScratch(IOptions<ProcessorOptions> options) : IDisposable
{
    private readonly ProcessFolder _folder = new(options.Value.ScratchPath, "processor");

    public AttemptFolder New() => _folder.NewAttempt();

    /// <summary>A path of one attempt's own; the engine makes it.</summary>
    public static string OfAttempt(AttemptFolder folder, int attempt) =>
        Path.Combine(folder.Path, string.Create(CultureInfo.InvariantCulture, $"attempt-{attempt}"));

    /// <summary>Removes what processes left behind that are no more; returns how many.</summary>
    public int RemoveDead() => _folder.RemoveDead();

    public void Dispose() => _folder.Dispose();
}
