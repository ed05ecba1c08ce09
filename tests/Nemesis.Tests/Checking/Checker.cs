using Analytics.Datasets;
using Analytics.Runs;

namespace Analytics.Nemesis.Tests.Checking;

/// <summary>Compares what is left with what was acknowledged; each sentence of its answer is a promise that was broken.</summary>
internal sealed class Checker
{
    private const int Shown = 5;

    private readonly Model _model;
    private readonly PlatformState _state;
    private readonly List<string> _faults = [];

    private Checker(Model model, PlatformState state) => (_model, _state) = (model, state);

    public static IReadOnlyList<string> Check(Model model, PlatformState state)
    {
        var checker = new Checker(model, state);
        checker.CheckLandings();
        checker.CheckRows();
        checker.CheckVersions();
        checker.CheckFiles();
        checker.CheckDeltaLog();
        checker._faults.AddRange(RunChecks.Check(model, state));
        checker.CheckNothingIsOpen();
        return checker._faults;
    }

    private void CheckLandings()
    {
        foreach (var (key, files) in _model.Landings)
        {
            foreach (var file in files)
            {
                CheckLanding(file, isNewest: file == files[^1]);
            }

            foreach (var extra in OutcomesOf(key)
                .Where(outcome => outcome.Kind == "file" && files.All(file => file.Sha256 != outcome.Sha256)))
            {
                _faults.Add($"{key}: outcome {extra.Id} is of bytes that nobody handed in.");
            }
        }

        foreach (var replay in _model.Replays)
        {
            CheckReplay(replay);
        }
    }

    private void CheckLanding(LandedFile file, bool isNewest)
    {
        var outcomes = OutcomesOf(file.Key).Where(found => found.Kind == "file" && found.Sha256 == file.Sha256).ToList();
        switch (outcomes)
        {
            case []:
                // One that was replaced before it was read has no outcome.
                Expect(!isNewest, $"{file.Key}: it was handed in and has no outcome; its states are {StatesOf(file.Key)}.");
                return;
            case [var outcome]:
                CheckOutcome(file, outcome, isNewest);
                return;
            default:
                _faults.Add($"{file.Key}: {outcomes.Count} outcomes of one file ({string.Join(", ", outcomes.Select(found => found.Id))}).");
                return;
        }
    }

    private void CheckOutcome(LandedFile file, IngestionRow outcome, bool isNewest)
    {
        var expected = file.IsPoison ? RawObjectStates.Rejected : RawObjectStates.Committed;
        Expect(outcome.Outcome == expected, $"{file.Key}: outcome {outcome.Id} is {outcome.Outcome}, not {expected}.");
        var state = _state.Objects.First(found => found.Id == outcome.RawObjectId).State;
        Expect(
            state == expected || (!isNewest && state == RawObjectStates.Superseded), $"{file.Key}: object {outcome.RawObjectId} is {state}.");
        if (file.IsPoison)
        {
            return;
        }

        var kept = file.KeptUnder(outcome.ContractVersion).Count();
        Expect(
            (outcome.Records, outcome.RowsKept, outcome.RowsQuarantined) == (file.Records, kept, file.Records - kept),
            $"{file.Key}: {outcome.Records} records = {outcome.RowsKept} kept + {outcome.RowsQuarantined} in quarantine; "
            + $"handed in were {file.Records} = {kept} + {file.Records - kept}.");
    }

    private void CheckReplay(long ingestion)
    {
        var replayed = _state.Ingestions.FirstOrDefault(found => found.Id == ingestion);
        var outcomes = _state.Ingestions.Where(found => found.ReplayOf == ingestion && found.Outcome == "committed").ToList();
        Expect(replayed is not null, $"Outcome {ingestion} was to be replayed and is not there.");
        Expect(outcomes.Count <= 1, $"Outcome {ingestion} was replayed {outcomes.Count} times.");

        // A newer object may have replaced the records before they were read again.
        Expect(outcomes.Count == 1 || replayed?.QuarantineUntil is not null, $"Outcome {ingestion} was to be replayed and never was.");
    }

    private void CheckRows()
    {
        var expected = _model.Landings.SelectMany(pair => KeptOf(pair.Key, pair.Value)).ToHashSet();
        var found = new HashSet<long>();
        var doubled = _state.RowIds.Where(id => !found.Add(id)).ToList();
        Report(doubled, "rows are there twice");
        Report([.. expected.Except(found)], "rows are lost");
        Report([.. found.Except(expected)], "rows are there that should not be");
    }

    private IEnumerable<long> KeptOf(string key, IReadOnlyList<LandedFile> files)
    {
        var outcomes = OutcomesOf(key).Where(found => found.Outcome == "committed").ToList();
        var newest = files.LastOrDefault(file => outcomes.Any(found => found.Kind == "file" && found.Sha256 == file.Sha256));
        if (newest is null)
        {
            return [];
        }

        var rawObject = outcomes.First(found => found.Kind == "file" && found.Sha256 == newest.Sha256).RawObjectId;
        return newest.KeptUnder(outcomes.Where(found => found.RawObjectId == rawObject).Max(found => found.ContractVersion));
    }

    private void CheckVersions()
    {
        for (var at = 0; at < _state.Versions.Count; at++)
        {
            var version = _state.Versions[at];
            var files = _state.Files.Where(file => file.IsIn(version.Version)).ToList();
            var quarantined = _state.Ingestions
                .Where(found => found.Version <= version.Version && !(found.QuarantineUntil <= version.Version))
                .Sum(found => found.RowsQuarantined);
            Expect(version.Version == at, $"Version {version.Version} stands where version {at} should.");
            Expect(
                (version.Rows, version.Files, version.RowsQuarantined) == (files.Sum(file => file.Rows), files.Count, quarantined),
                $"Version {version.Version} says {version.Rows} rows, {version.Files} files, {version.RowsQuarantined} in quarantine; "
                + $"its files have {files.Sum(file => file.Rows)} rows, there are {files.Count}, and {quarantined} records in quarantine.");
        }

        var makers = _state.Ingestions.Where(found => found.Version is not null).GroupBy(found => found.Version);
        foreach (var made in makers)
        {
            var objects = _state.Versions.FirstOrDefault(version => version.Version == made.Key)?.Objects;
            Expect(made.Count() == objects, $"Version {made.Key} was made by {made.Count()} outcomes, not by {objects}.");
        }
    }

    private void CheckFiles()
    {
        var outputs = _state.Runs.Where(run => run.State == RunStates.Succeeded).SelectMany(run => run.OutputKeys);
        var named = _state.Files.Select(file => file.Key).Concat(_state.QuarantineKeys).Concat(outputs).ToHashSet(StringComparer.Ordinal);
        var stored = _state.StoredKeys.Where(IsOfTheLedger).ToHashSet(StringComparer.Ordinal);
        Report([.. named.Except(stored)], "rows name files that are not there");
        Report([.. stored.Except(named)], "files are there that no row names");
    }

    private void CheckDeltaLog()
    {
        Expect(
            _state.DeltaVersions.Count == _state.Versions.Count,
            $"The Delta log has {_state.DeltaVersions.Count} commits for {_state.Versions.Count} versions.");
        foreach (var (files, version) in _state.DeltaVersions.Zip(_state.Versions))
        {
            var expected = _state.Files.Where(file => file.IsIn(version.Version)).Select(file => file.Key).Order(StringComparer.Ordinal);
            Expect(
                files.Order(StringComparer.Ordinal).SequenceEqual(expected),
                $"The Delta log's version {version.Version} has other files than the ledger's.");
        }
    }

    private void CheckNothingIsOpen()
    {
        _faults.AddRange(_state.OpenWork.Select(work => $"Work is left: {work}."));
        _faults.AddRange(_state.Leftovers.Select(left => $"Left behind: {left}."));
        _faults.AddRange(_state.Objects
            .Where(found => found.State is RawObjectStates.Landed or RawObjectStates.Reading)
            .Select(found => $"{found.Key}: object {found.Id} is still {found.State}."));
    }

    private static bool IsOfTheLedger(string key) =>
        DatasetKeys.IsIngested(key)
        || (key.StartsWith("results/", StringComparison.Ordinal) && key.EndsWith(".parquet", StringComparison.Ordinal));

    private IEnumerable<IngestionRow> OutcomesOf(string key)
    {
        var objects = _state.Objects.Where(found => found.Key == key).Select(found => found.Id).ToHashSet();
        return _state.Ingestions.Where(found => objects.Contains(found.RawObjectId));
    }

    private string StatesOf(string key) => string.Join(", ", _state.Objects.Where(found => found.Key == key).Select(found => found.State));

    private void Report<T>(List<T> found, string what)
    {
        if (found.Count > 0)
        {
            _faults.Add($"{found.Count} {what}: {string.Join(", ", found.Take(Shown))}.");
        }
    }

    private void Expect(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }
    }
}
