using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Vouch.Bytecode;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Report;
using Vouch.Report.Expectations;
using Vouch.Report.Stat;
using Vouch.Verifier;

namespace Vouch.Cli.Running;

/// <summary>The tests of one file.</summary>
/// <param name="Path">The object's path.</param>
/// <param name="Results">Those that cannot be read first, then in the object's order; empty for an object that carries no test.</param>
/// <param name="Problem">Why the file could not be read, or null.</param>
internal sealed record TestedObject(string Path, IReadOnlyList<TestResult> Results, string? Problem);

/// <summary>Runs the tests that objects carry, those of several objects at the same time.</summary>
internal sealed class TestRun
{
    /// <summary>Bytes of log that the kernel's own loader of such tests asks for.</summary>
    private const int LogSize = 2 * 1024 * 1024;

    private readonly List<ObjectSource> sources;
    private readonly ObjectPreparation preparation;
    private readonly IReadOnlyList<string> filters;

    /// <param name="files">Objects, or files that carry some.</param>
    /// <param name="filters">Patterns of test names, program names and descriptions; none means all tests.</param>
    /// <param name="preparation">The kernel to ask.</param>
    public TestRun(IEnumerable<string> files, IReadOnlyList<string> filters, ObjectPreparation preparation)
    {
        sources = [.. files.SelectMany(ObjectSource.Of)];
        this.filters = filters;
        this.preparation = preparation;
    }

    /// <summary>How many objects there are.</summary>
    public int ObjectCount => sources.Count;

    /// <summary>Hands over one report per object, in the files' order, as soon as each is complete.</summary>
    public void Run(int jobs, Action<TestedObject> deliver, CancellationToken cancellation)
    {
        new ParallelRun<OpenTests, TestResult>(sources.Count, Open, (item, index) => RunCase(item, item.Cases[index]))
            .Run(jobs, (item, results) => deliver(new TestedObject(item.Path, [.. item.Failed, .. results], item.Problem)), cancellation);
    }

    private (OpenTests Item, int Parts) Open(int index)
    {
        string path = sources[index].Path;
        try
        {
            ObjectFile file = sources[index].Read();
            OpenTests tests = ReadTests(path, file);
            return (tests, tests.Cases.Count);
        }
        catch (Exception cause) when (cause is BadInputException or IOException or UnauthorizedAccessException)
        {
            return (new OpenTests(path) { Problem = cause.Message }, 0);
        }
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
                where program.In(mode) is not null && IsWanted(program, mode)
                select new TestCase(program, mode));
            tests.Load(file, preparation, programs);
        }

        return tests;
    }

    private bool IsWanted(ProgramExpectations program, TestMode mode) => filters.Count == 0 || filters.Any(filter =>
        Glob.IsMatch(filter, TestResult.NameOf(program.ProgramName, mode))
        || Glob.IsMatch(filter, program.ProgramName)
        || (program.Description is { } description && Glob.IsMatch(filter, description)));

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

    private ProgramReport Verify(OpenTests tests, ProgramExpectations program, TestMode mode, Semantics semantics) => ProgramVerification.Run(
        tests.Prepared(program.ProgramName, mode),
        tests.Path,
        preparation.Kernel,
        new VerifierOptions
        {
            Semantics = semantics,
            AllowsPreview = preparation.AllowsPreview,
            Presentation = new Presentation { LogLevel = TestJudge.LevelOf(program), LogSize = LogSize },
        },
        program.Flags);

    private sealed record TestCase(ProgramExpectations Program, TestMode Mode);

    /// <summary>An open object with its tests.</summary>
    private sealed class OpenTests(string path)
    {
        private readonly Dictionary<(string Name, TestMode Mode), PreparedProgram> prepared = [];
        private readonly ConcurrentDictionary<(string Name, Semantics Semantics), Lazy<ProgramReport>> auxiliaryReports = new();

        public string Path { get; } = path;

        public string? Problem { get; init; }

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
