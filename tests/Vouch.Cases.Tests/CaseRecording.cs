using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Fuzzing.Comparison;
using Xunit;

namespace Vouch.Cases.Tests;

/// <summary>
/// Asks a real kernel about cases that have no answer yet: <c>VOUCH_ORACLE=COMMAND</c>, where the command takes what <see cref="Oracle"/> passes.
/// </summary>
public class CaseRecording
{
    [Fact]
    public void Cases_without_an_answer_are_recorded_where_a_kernel_can_be_asked()
    {
        string command = Environment.GetEnvironmentVariable("VOUCH_ORACLE") ?? "";
        if (command.Length == 0)
        {
            return;
        }

        string folder = Directory.CreateTempSubdirectory("vouch-cases").FullName;
        try
        {
            CaseFile[] files = [.. CaseFile.ReadAll().Where(f => f.Cases.Any(c => c.Answer.IsEmpty))];
            foreach (IGrouping<string, CaseFile> group in files.GroupBy(OptionsOf))
            {
                Record([.. group], new Oracle(command + group.Key, 2), Path.Combine(folder, "as" + group.Key.Replace(' ', '_')));
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static string OptionsOf(CaseFile file) =>
        (file.Cases[0].Flags == LoadFlags.None ? "" : " -t") + (file.Cases[0].IsOrdinary ? " -u" : "");

    /// <summary>An object a file, so that names need to be unique in their file only.</summary>
    private static void Record(CaseFile[] files, Oracle oracle, string folder)
    {
        Directory.CreateDirectory(folder);
        List<string> objects = [];
        foreach (CaseFile file in files)
        {
            objects.Add(Path.Combine(folder, file.Name.Replace('/', '.') + ".bpf.o"));
            File.WriteAllBytes(objects[^1], CaseTests.JudgeOf(LoadFlags.None, file.Cases[0].IsOrdinary).Write(file.Cases.Where(c => c.Answer.IsEmpty).Select(c => c.Program)));
        }

        _ = oracle.Ask(objects, folder);
        foreach ((CaseFile file, string path) in files.Zip(objects))
        {
            IReadOnlyDictionary<string, Answer> answers = VeristatLog.Parse(File.ReadAllText(path[..^".bpf.o".Length] + ".log"));
            (file with
            {
                Cases =
                [
                    .. file.Cases.Select(c => c.Answer.IsEmpty && answers.TryGetValue(c.Program.Name, out Answer? answer) && answer.WasJudged
                        ? c with { Answer = AnswerText.Of(answer) }
                        : c),
                ],
            }).Write();
        }
    }
}
