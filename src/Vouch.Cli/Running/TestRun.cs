using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Input;
using Vouch.Report;
using Vouch.Report.Expectations;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Running;

/// <summary>The tests of one file.</summary>
/// <param name="Path">The object's path.</param>
/// <param name="Results">Those that cannot be read first, then in the object's order; empty for an object that carries no test.</param>
/// <param name="Failure">Why the file could not be read, or null.</param>
internal sealed record TestedObject(string Path, IReadOnlyList<TestResult> Results, ObjectReport? Failure);

/// <summary>Runs the tests that objects carry, those of several objects at the same time.</summary>
internal sealed class TestRun
{
    /// <summary>Bytes of log that the kernel's own loader of such tests asks for.</summary>
    private const int LogSize = 2 * 1024 * 1024;

    private readonly IReadOnlyList<string> files;
    private readonly ObjectPreparation preparation;
    private readonly StatFilter filter;
    private readonly RunLimits limits;
    private readonly InputFile input;
    private CancellationToken cancellation;

    /// <param name="files">Objects, or files that carry some.</param>
    /// <param name="filter">The wanted tests, by the names of tests and programs and by descriptions.</param>
    /// <param name="preparation">The kernel to ask.</param>
    /// <param name="limits">What the run may take.</param>
    public TestRun(IReadOnlyList<string> files, StatFilter filter, ObjectPreparation preparation, RunLimits limits)
    {
        this.files = files;
        this.filter = filter;
        this.preparation = preparation;
        this.limits = limits;
        input = new InputFile(limits.Input);
    }

    /// <summary>How many files there are.</summary>
    public int FileCount => files.Count;

    /// <summary>Not all tests are wanted.</summary>
    public bool HasFilter => filter.SelectsByName;

    /// <summary>Hands over one report per object, in the files' order, as soon as each file is complete.</summary>
    /// <returns>The files that are not, or not wholly, done: none unless the run was cancelled.</returns>
    public IReadOnlyList<string> Run(int jobs, Action<TestedObject> deliver, CancellationToken token)
    {
        cancellation = token;
        IReadOnlyList<int> missing = new ParallelRun<List<OpenTests>, PlacedResult>(files.Count, Open, RunCase)
            .Run(jobs, (objects, results) => Deliver(objects, results, deliver), token);
        return [.. missing.Select(index => files[index])];
    }

    private static void Deliver(List<OpenTests> objects, IReadOnlyList<PlacedResult> results, Action<TestedObject> deliver)
    {
        foreach (OpenTests item in objects)
        {
            deliver(new TestedObject(item.Path, [.. item.Failed, .. results.Where(r => r.Tests == item).Select(r => r.Result)], item.Failure));
        }
    }

    private (List<OpenTests> Item, int Parts) Open(int index)
    {
        string path = files[index];
        List<OpenTests> objects = [];
        try
        {
            objects.AddRange(ObjectSource.Of(path, input.Read).Select(Open));
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            objects.Add(new OpenTests(path) { Failure = ObjectReport.Failed(path, cause) });
        }

        return (objects, objects.Sum(o => o.Cases.Count));
    }

    private OpenTests Open(ObjectSource source)
    {
        try
        {
            return ReadTests(source.Path, source.Read());
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            return new OpenTests(source.Path) { Failure = ObjectReport.Failed(source.Path, cause) };
        }
    }

    private PlacedResult RunCase(List<OpenTests> objects, int index)
    {
        int at = 0;
        for (; index >= objects[at].Cases.Count; at++)
        {
            index -= objects[at].Cases.Count;
        }

        return new PlacedResult(objects[at], RunCase(objects[at], objects[at].Cases[index]));
    }

    /// <summary>All programs of an object with at least one test; those without a tag are expected to load.</summary>
    private OpenTests ReadTests(string path, ObjectFile file)
    {
        var tests = new OpenTests(path);
        if (file.Types is not { } types)
        {
            return tests;
        }

        List<ProgramExpectations> programs = [];
        foreach (ObjectProgram program in file.Programs)
        {
            try
            {
                programs.Add(ExpectationReader.Read(types, program.Name));
            }
            catch (FormatException cause)
            {
                tests.Failed.Add(new TestResult
                {
                    ObjectPath = path,
                    ProgramName = program.Name,
                    Mode = TestMode.Privileged,
                    Status = TestStatus.Failed,
                    Failures = [new TestFailure("the expectations cannot be read: " + cause.Message, "")],
                });
            }
        }

        if (programs.Any(p => p.IsTagged))
        {
            tests.Cases.AddRange(
                from program in programs
                where !program.IsAuxiliary
                from mode in new[] { TestMode.Privileged, TestMode.Unprivileged }
                where program.In(mode) is not null && IsWanted(Path.GetFileName(path), program, mode)
                select new TestCase(program, mode));
            tests.Load(file, preparation, programs);
        }

        return tests;
    }

    private bool IsWanted(string file, ProgramExpectations program, TestMode mode)
    {
        string[] names = [TestResult.NameOf(program.ProgramName, mode), program.ProgramName, program.Description ?? program.ProgramName];
        return filter.WantsAny(file, names);
    }

    private TestResult RunCase(OpenTests tests, TestCase test)
    {
        ProgramExpectations program = test.Program;
        if (program.SkipReason is { } reason)
        {
            return new TestResult
            {
                ObjectPath = tests.Path,
                ProgramName = program.ProgramName,
                Mode = test.Mode,
                Description = program.Description,
                Status = TestStatus.Skipped,
                Reason = reason,
                Unjudged = program.In(test.Mode)!.Unjudged,
            };
        }

        ProgramReport report = Verify(tests, program, test.Mode, program.In(test.Mode)!.Semantics);
        ProgramReport? auxiliary = report.Outcome == Outcome.Accepted ? FailedAuxiliary(tests, test) : null;
        return TestJudge.Judge(program, test.Mode, report, auxiliary);
    }

    /// <summary>The first auxiliary program that this test's user cannot load.</summary>
    private ProgramReport? FailedAuxiliary(OpenTests tests, TestCase test) => tests.Auxiliaries
        .Where(a => a.In(test.Mode) is not null)
        .Select(a => tests.AuxiliaryReport(a, test.Program.In(test.Mode)!.Semantics, semantics => Verify(tests, a, test.Mode, semantics)))
        .FirstOrDefault(r => r.Outcome != Outcome.Accepted);

    private ProgramReport Verify(OpenTests tests, ProgramExpectations program, TestMode mode, Semantics semantics)
    {
        ProgramReport report = ProgramVerification.Run(
            tests.Prepared(program.ProgramName, mode),
            tests.Path,
            preparation.Kernel,
            new VerifierOptions
            {
                Semantics = semantics,
                AllowsPreview = preparation.AllowsPreview,
                Presentation = new Presentation { LogLevel = TestJudge.LevelOf(program), LogSize = LogSize },
                Budget = limits.BudgetOf(cancellation),
            },
            program.Flags);
        return report.GivenUp == GivenUp.Cancelled ? throw new OperationCanceledException(cancellation) : report;
    }

    private sealed record PlacedResult(OpenTests Tests, TestResult Result);

    private sealed record TestCase(ProgramExpectations Program, TestMode Mode);

    /// <summary>An open object with its tests.</summary>
    private sealed class OpenTests(string path)
    {
        private readonly Dictionary<(string Name, TestMode Mode), PreparedProgram> prepared = [];
        private readonly ConcurrentDictionary<(string Name, Semantics Semantics), Lazy<ProgramReport>> auxiliaryReports = new();

        public string Path { get; } = path;

        public ObjectReport? Failure { get; init; }

        public List<TestCase> Cases { get; } = [];

        /// <summary>Tests whose expectations cannot be read.</summary>
        public List<TestResult> Failed { get; } = [];

        public ImmutableArray<ProgramExpectations> Auxiliaries { get; private set; } = [];

        /// <summary>Every test of a user's needs the same report of an auxiliary program.</summary>
        public ProgramReport AuxiliaryReport(ProgramExpectations program, Semantics semantics, Func<Semantics, ProgramReport> verify) =>
            auxiliaryReports.GetOrAdd((program.ProgramName, semantics), key => new Lazy<ProgramReport>(() => verify(key.Semantics))).Value;

        public PreparedProgram Prepared(string name, TestMode mode) => prepared[(name, mode)];

        /// <summary>Prepares the programs that the wanted tests load.</summary>
        public void Load(ObjectFile file, ObjectPreparation preparation, List<ProgramExpectations> programs)
        {
            Auxiliaries = [.. programs.Where(p => p.IsAuxiliary)];
            foreach (IGrouping<TestMode, TestCase> cases in Cases.GroupBy(c => c.Mode))
            {
                HashSet<string> names = [.. cases.Select(c => c.Program.ProgramName), .. Auxiliaries.Select(a => a.ProgramName)];
                Predicate<MapDefinition>? maps = cases.Key == TestMode.Unprivileged ? OrdinaryMaps.CanCreate : null;
                foreach (PreparedProgram program in preparation.Prepare(file, names.Contains, maps))
                {
                    prepared[(program.Program.Name, cases.Key)] = program;
                }
            }
        }
    }
}
