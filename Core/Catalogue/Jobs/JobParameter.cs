using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Jobs;

/// <summary>A value that a run is given and the script names as <c>$name</c>.</summary>
/// <param name="Name">Without the dollar sign.</param>
/// <param name="Type">What the value must be.</param>
/// <param name="Default">Taken where a run gives none, in the type's own notation; null where each run must give one.</param>
/// <param name="Description">For the person who fills it in.</param>
public sealed record JobParameter(string Name, ColumnType Type, string? Default, string? Description);
