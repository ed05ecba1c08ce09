using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Runners;

/// <summary>A step with all that its run needs.</summary>
internal sealed record StepRun(Cluster Cluster, Step Step, StepCommand Command, StepFolder Folder);
