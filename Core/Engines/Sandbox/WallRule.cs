namespace Analytics.Engines.Sandbox;

/// <summary>What a child reaches all the same.</summary>
/// <param name="Rights">How.</param>
/// <param name="Path">A file, or a folder with all below it.</param>
public sealed record WallRule(WallRights Rights, string Path);
