using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Vouch.Fuzzing.Comparison;

/// <summary>
/// A command that asks a real kernel: <c>COMMAND -l LEVEL -o FOLDER OBJECT...</c> leaves <c>FOLDER/NAME.log</c> for each object
/// <c>NAME.bpf.o</c>, in veristat's layout.
/// </summary>
public sealed class Oracle(string command, int logLevel)
{
    /// <summary>Asks about all objects at once. The answers are by program name: names must be unique over the objects.</summary>
    /// <exception cref="IOException">The command failed or left no answer.</exception>
    public IReadOnlyDictionary<string, Answer> Ask(IReadOnlyList<string> objects, string folder)
    {
        ArgumentNullException.ThrowIfNull(objects);
        Directory.CreateDirectory(folder);
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ProcessStartInfo start = new(words[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string word in words.Skip(1).Concat(["-l", logLevel.ToString(null, null), "-o", folder]).Concat(objects))
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start) ?? throw new IOException($"cannot start '{words[0]}'");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string problem = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"'{command}' ended with {process.ExitCode}: {problem}");
        }

        Dictionary<string, Answer> answers = new(StringComparer.Ordinal);
        foreach (string path in objects)
        {
            string log = Path.Combine(folder, Path.GetFileName(path)[..^".bpf.o".Length] + ".log");
            if (File.Exists(log))
            {
                foreach ((string program, Answer answer) in VeristatLog.Parse(File.ReadAllText(log)))
                {
                    answers[program] = answer;
                }
            }
        }

        return answers;
    }
}
