using System;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;

namespace Vouch.Verifier.Log;

/// <summary>The source lines between the instructions of a log, each printed once while the instructions stay on it.</summary>
internal sealed class SourceLines(LoadRequest request, VerifierLog log)
{
    private readonly ImmutableArray<LineRecord> records = request.Lines;
    private int last = -1;

    /// <summary>The next line is printed whatever line was printed before.</summary>
    public void Restart() => last = -1;

    /// <summary>
    /// Logs the source line that an instruction belongs to behind some words, such as <c>; r = a + b @ prog.c:12</c>. Nothing is
    /// logged when the line printed last is the same line of the same file, or when there are no line records.
    /// </summary>
    public void Write(int instruction, string prefix)
    {
        if (!log.IsOn)
        {
            return;
        }

        int index = Find(instruction);
        if (index < 0 || index == last || (last >= 0 && IsSameLine(records[index], records[last])))
        {
            return;
        }

        BtfSpec types = request.Types ?? EmptyBtf.Instance;
        string file = types.String(records[index].FileNameOffset);
        log.Write(prefix);
        log.Write($"{types.String(records[index].TextOffset).AsSpan().TrimStart(" \t\n\v\f\r\u00a0")}");
        log.Write($" @ {file.AsSpan(file.LastIndexOf('/') + 1)}:{records[index].Line}\n");
        last = index;
    }

    /// <summary>The last record at or before an instruction, or -1 when there is none.</summary>
    public int Find(int instruction)
    {
        int low = 0;
        int high = records.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (records[middle].InstructionIndex <= instruction)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high < 0 ? -1 : low;
    }

    private static bool IsSameLine(LineRecord a, LineRecord b) => a.FileNameOffset == b.FileNameOffset && a.Line == b.Line;
}
