using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

using Analytics.Telemetry;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Engines.Sandbox;

/// <summary>
/// Starts the embedded engine as a limited child process: no network, no rights, an empty environment, capped memory, CPU time, disk
/// and wall time. What this machine cannot take away is logged once, or refused with <see cref="SandboxOptions.RequireIsolation"/>.
/// </summary>
public sealed partial class EngineSandbox(IOptions<SandboxOptions> options, TimeProvider time, ILogger<EngineSandbox> logger)
{
    private readonly Lock _gate = new();
    private Task<SandboxTools>? _tools;
    private bool _saidHidden;

    /// <summary>The limits of a task that names none.</summary>
    public SandboxLimits DefaultLimits => options.Value.Limits();

    /// <summary>Which walls stand around a child on this machine, for people.</summary>
    /// <exception cref="OptionsValidationException">
    /// One is missing, and <see cref="SandboxOptions.RequireIsolation"/> asks for all.
    /// </exception>
    public async Task<string> WallsAsync(CancellationToken cancellationToken)
    {
        var tools = await ToolsAsync().WaitAsync(cancellationToken);
        return tools.Missing.Count == 0 ? tools.Standing : $"{tools.Standing}. Missing: {string.Join("; ", tools.Missing)}";
    }

    /// <summary>Starts a child.</summary>
    /// <param name="request">Its task.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="scratch">A folder of its own, made where it is missing: the only one that it may write.</param>
    /// <param name="reads">The files that it must be able to read.</param>
    /// <param name="log">Gets its log lines, in order.</param>
    /// <param name="cancellationToken">Ends the start, not the child.</param>
    public async Task<SandboxedProcess> StartAsync(
        EngineRequest request, SandboxLimits limits, string scratch, IEnumerable<string> reads, Action<EngineLogLine> log,
        CancellationToken cancellationToken)
    {
        var activity = SandboxTelemetry.Start(request);
        try
        {
            return await StartAsync(activity, request, limits, scratch, reads, log, cancellationToken);
        }
        catch (Exception)
        {
            activity.Fail("not_started");
            activity?.Dispose();
            throw;
        }
    }

    /// <param name="activity">Ended with the child.</param>
    private async Task<SandboxedProcess> StartAsync(
        Activity? activity, EngineRequest request, SandboxLimits limits, string scratch, IEnumerable<string> reads,
        Action<EngineLogLine> log, CancellationToken cancellationToken)
    {
        var tools = await ToolsAsync().WaitAsync(cancellationToken);
        var program = EngineProgram.Find(options.Value);
        Directory.CreateDirectory(scratch);
        var user = Demote(tools, program, scratch, reads);
        var rules = tools.Landlock > 0 ? WriteRules(program, scratch, reads, user) : null;
        var command = SandboxCommand.Build(tools, program, limits, user, scratch, rules);
        var line = JsonSerializer.Serialize(request, EngineJson.Default.EngineRequest);
        try
        {
            return await SandboxedProcess.StartAsync(command, line, limits, scratch, time, text => log(Parse(text)), activity);
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"The embedded engine could not be started: {exception.Message}", exception);
        }
    }

    private async Task<SandboxTools> ToolsAsync()
    {
        Task<SandboxTools> find;
        lock (_gate)
        {
            // A look-up that failed, for want of memory or processes, is not the last word.
            find = _tools = _tools is null or { IsFaulted: true } or { IsCanceled: true } ? FindToolsAsync() : _tools;
        }

        var tools = await find;
        return options.Value.RequireIsolation && tools.Missing.Count > 0
            ? throw new OptionsValidationException(SandboxOptions.Section, typeof(SandboxOptions),
                tools.Missing.Select(missing => $"{SandboxOptions.Section}:RequireIsolation is set, but {missing}."))
            : tools;
    }

    private async Task<SandboxTools> FindToolsAsync()
    {
        var tools = await SandboxTools.FindAsync(options.Value.UserId, CancellationToken.None);
        foreach (var missing in tools.Missing)
        {
            LogMissing(missing);
        }

        LogWalls(tools.Standing);
        return tools;
    }

    /// <summary>The user to become, who then owns the scratch folder; null where the child stays who we are.</summary>
    private int? Demote(SandboxTools tools, EngineProgram program, string scratch, IEnumerable<string> reads)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        File.SetUnixFileMode(scratch, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!tools.ChangesUser)
        {
            return null;
        }

        var hidden = Reachability.FirstHidden([program.Host, program.Assembly, .. reads])
            ?? (Reachability.CanEnter(Path.GetDirectoryName(scratch), []) ? null : scratch);
        if (hidden is null)
        {
            Posix.ChangeOwner(scratch, options.Value.UserId);
            return options.Value.UserId;
        }

        if (options.Value.RequireIsolation)
        {
            throw new InvalidOperationException(
                $"{SandboxOptions.Section}:RequireIsolation is set, but user {options.Value.UserId} has no access to '{hidden}'.");
        }

        if (!_saidHidden)
        {
            _saidHidden = true;
            LogHidden(options.Value.UserId, hidden);
        }

        return null;
    }

    private static string WriteRules(EngineProgram program, string scratch, IEnumerable<string> reads, int? userId)
    {
        var path = Path.Combine(scratch, "walls");
        WallRules.Write(path, WallRules.Of(program, scratch, reads));
        if (userId is { } user)
        {
            Posix.ChangeOwner(path, user);
        }

        return path;
    }

    private static EngineLogLine Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, EngineJson.Default.EngineLogLine) ?? new EngineLogLine(EngineLogLine.Warning, text);
        }
        catch (JsonException)
        {
            return new EngineLogLine(EngineLogLine.Warning, text);
        }
    }
}
