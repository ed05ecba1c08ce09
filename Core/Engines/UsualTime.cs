using System.Globalization;

namespace Analytics.Engines;

/// <summary>How long a job usually takes in an engine.</summary>
/// <param name="Runs">Of how many earlier runs that is the median.</param>
public sealed record UsualTime(TimeSpan Time, long Runs)
{
    /// <summary>The time to expect and, for people, where it comes from.</summary>
    /// <param name="usual">Null where the job never ran in the engine: then a rule of thumb holds.</param>
    /// <param name="atLeast">By that rule, of any run.</param>
    /// <param name="bytesPerSecond">By that rule, what is read of the inputs.</param>
    public static (TimeSpan Time, string Basis) Expect(UsualTime? usual, TimeSpan atLeast, double bytesPerSecond, long inputBytes) =>
        usual is null
            ? (atLeast + TimeSpan.FromSeconds(inputBytes / bytesPerSecond), "estimated, as it has never run here")
            : (usual.Time, usual.Runs == 1 ? "same as its last run" : string.Create(
                CultureInfo.InvariantCulture, $"the median of its last {usual.Runs} runs"));
}
