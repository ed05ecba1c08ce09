using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Logs;

/// <summary>The log of EMR's own part in a step, in the words of its step runner.</summary>
internal sealed class ControllerLog(StepFolder folder, TimeProvider time)
{
    public void Starts(Step step) => Write(
        $"Ensure step {step.Id} jar file {step.Jar.Jar}",
        $"startExec '{string.Join(' ', [step.Jar.Jar, .. step.Jar.Args ?? []])}'",
        $"redirectOutput to {folder.Log("stdout")}",
        $"redirectError to {folder.Log("stderr")}",
        $"Working dir {folder.Work}");

    public void Started(string? handle, string? uiAddress)
    {
        Write($"ProcessRunner started child process {handle}");
        if (uiAddress is not null)
        {
            Write($"Spark UI, while the step runs: {uiAddress}");
        }
    }

    public void Refused(Step step, string problem) => Write($"Step {step.Id} cannot be run: {problem}");

    public void Ended(RunEnd end, TimeSpan took) => Write(
        $"waitProcessCompletion ended with exit code {end.ExitCode?.ToString() ?? "(none)"}{(end.Problem is { } known ? $": {known}" : "")}",
        $"total process run time: {(long)took.TotalSeconds} seconds",
        $"Step {(end.ExitCode == 0 ? "succeeded" : "failed")} with exitCode {end.ExitCode?.ToString() ?? "(none)"} and took "
            + $"{(long)took.TotalSeconds} seconds");

    private void Write(params string[] lines) =>
        File.AppendAllLines(folder.Log("controller"), lines.Select(line => $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} INFO {line}"));
}
