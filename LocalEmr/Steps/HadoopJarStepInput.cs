namespace Analytics.LocalEmr.Steps;

internal sealed record HadoopJarStepInput
{
    public IReadOnlyList<KeyValueInput>? Properties { get; init; }

    public string? Jar { get; init; }

    public string? MainClass { get; init; }

    public IReadOnlyList<string>? Args { get; init; }
}
