using System.Diagnostics;

namespace Analytics.Fixtures.Aws;

/// <summary>The AWS SDK of Python, a second implementation to compare with, from the folder in <c>BOTOCORE_PYTHONPATH</c>.</summary>
public static class Botocore
{
    /// <summary>What a script prints; skips the test where there is no botocore.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var folder = Environment.GetEnvironmentVariable("BOTOCORE_PYTHONPATH");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "BOTOCORE_PYTHONPATH names no folder with botocore to compare with.");
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", script, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONPATH"] = folder, ["AWS_ENDPOINT_URL"] = null },
        }) ?? throw new InvalidOperationException("python3 did not start.");
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return output.Trim();
    }
}
