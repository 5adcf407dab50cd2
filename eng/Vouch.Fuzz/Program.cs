using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Vouch.Bytecode;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Fuzz;
using Vouch.Kernel;
using Vouch.Verifier;

// Verifies damaged objects. Each must end in an error about the file or in verdicts: anything else is a defect.
//   dotnet run -c Release --project eng/Vouch.Fuzz -- [--count N] [--first SEED] OBJECT...
// A failing case is repeated by its number: --first NUMBER --count 1 with the same objects.
int count = 10_000, first = 0;
List<string> files = [];
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--count":
            count = int.Parse(args[++i], null);
            break;
        case "--first":
            first = int.Parse(args[++i], null);
            break;
        default:
            files.Add(args[i]);
            break;
    }
}

if (files.Count == 0)
{
    Console.Error.WriteLine("usage: [--count N] [--first SEED] OBJECT...");
    return 2;
}

files.Sort(StringComparer.Ordinal);
TimeSpan limit = TimeSpan.FromMinutes(2);
KernelProfile kernel = KernelProfile.Open(KernelProfile.Names[0]);
KernelView view = kernel.OpenView();
var options = new VerifierOptions { Presentation = new Presentation { LogLevel = LogLevels.None } };
Dictionary<string, int> endings = new(StringComparer.Ordinal);
int failed = 0;
int current = first;
long started = Stopwatch.GetTimestamp();

// A case that does not end is told by a second thread, since nothing inside could tell.
using var watchdog = new Timer(_ =>
{
    if (Stopwatch.GetElapsedTime(Volatile.Read(ref started)) > limit)
    {
        Console.WriteLine($"case {Volatile.Read(ref current)}: does not end");
        Environment.Exit(1);
    }
}, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

for (int seed = first; seed < first + count; seed++)
{
    Volatile.Write(ref current, seed);
    Volatile.Write(ref started, Stopwatch.GetTimestamp());
    string path = files[new Random(seed).Next(files.Count)];
    byte[] bytes = Mutation.Apply(File.ReadAllBytes(path), seed);
    try
    {
        ObjectFile file = ObjectFile.Read(bytes, Path.GetFileName(path));
        foreach (PreparedProgram program in file.Prepare(view))
        {
            Count(program.Request is { } request ? Verifier.Verify(request, kernel, options).Verdict.ToString() : "not prepared");
        }
    }
    catch (BadInputException)
    {
        Count("bad input");
    }
    catch (Exception cause)
    {
        failed++;
        Console.WriteLine($"case {seed} ({Path.GetFileName(path)}): {cause}");
    }

    if ((seed - first + 1) % 1000 == 0)
    {
        Console.WriteLine($"{seed - first + 1} objects, {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB at most");
    }
}

Console.WriteLine(string.Join(", ", endings.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Value} {e.Key}")));
Console.WriteLine($"{count - failed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

void Count(string ending) => endings[ending] = endings.GetValueOrDefault(ending) + 1;
