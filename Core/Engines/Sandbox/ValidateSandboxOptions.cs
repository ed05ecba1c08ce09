using Microsoft.Extensions.Options;

namespace Analytics.Engines.Sandbox;

/// <summary>Lists every fault of the section, so that one start shows them all.</summary>
public sealed class ValidateSandboxOptions : IValidateOptions<SandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var faults = new List<string>();
        Check(options.MemoryMegabytes >= 128, "MemoryMegabytes must be at least 128: the engine itself takes about 100.");
        Check(options.DiskMegabytes >= 16, "DiskMegabytes must be at least 16.");
        Check(options.CpuTime >= TimeSpan.FromSeconds(1), "CpuTime must be at least 00:00:01.");
        Check(options.WallTime >= TimeSpan.FromSeconds(1), "WallTime must be at least 00:00:01.");
        Check(options.Threads is >= 1 and <= 256, "Threads must be between 1 and 256.");
        Check(options.UserId > 0, "UserId must be the number of a user other than root.");
        Check(options.EnginePath is "" || File.Exists(options.EnginePath), $"EnginePath names no file: '{options.EnginePath}'.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add($"{SandboxOptions.Section}:{fault}");
            }
        }
    }
}
