using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Vouch.Bytecode;
using Vouch.Cli.Input;
using Vouch.Report.Stat;

namespace Vouch.Cli.Commands;

/// <summary>The modes of <c>vouch stat</c> that read CSV files instead of objects: <c>-C</c> compares two, <c>-R</c> shows one.</summary>
internal static class SavedStatistics
{
    /// <summary>What veristat returns for a wrong number of files (EINVAL), and for a file that is not there (ENOENT).</summary>
    private const int WrongCount = 22, NoFile = 2;

    public static int Run(ParseResult parsed, StatOptions options, Terminal terminal)
    {
        bool compares = parsed.GetValue(options.Compare);
        string format = options.Format.Of(parsed);
        if (compares && parsed.GetValue(options.Replay))
        {
            throw new ArgumentException("-C and -R cannot be given together");
        }

        if (format is not ("table" or "csv"))
        {
            throw new ArgumentException("-C and -R write a table or csv");
        }

        IReadOnlyList<string> files = ObjectArguments.FilesOf(parsed, options.Objects);
        if (files.Count != (compares ? 2 : 1))
        {
            terminal.Complain(compares ? "-C compares two CSV files" : "-R shows one CSV file");
            return WrongCount;
        }

        StatFilter filter = options.Selection.FilterOf(parsed);
        List<StatCsv> tables = [];
        foreach (string file in files)
        {
            try
            {
                StatCsv table = Read(file, options.Shared.Limits.LimitsOf(parsed).Input);
                tables.Add(table with { Rows = [.. table.Rows.Where(row => filter.WantsFile(row.File) && filter.WantsProgram(row.File, row.Program))] });
            }
            catch (StatCsvException cause)
            {
                terminal.Complain($"{file}: {cause.Message}");
                return cause.Code;
            }
            catch (BadInputException cause)
            {
                terminal.Complain($"{file}: {cause.Problem}");
                return File.Exists(file) ? (int)ExitCode.Unreadable : NoFile;
            }
        }

        Write(parsed, options, terminal, tables, filter);
        return (int)ExitCode.Success;
    }

    private static StatCsv Read(string file, long limit)
    {
        using var reader = new StreamReader(new MemoryStream(new InputFile(limit).Read(file).ToArray()));
        return StatCsv.Read(reader, file);
    }

    private static void Write(ParseResult parsed, StatOptions options, Terminal terminal, List<StatCsv> tables, StatFilter filter)
    {
        string format = options.Format.Of(parsed);
        string[] specs = parsed.GetRequiredValue(options.Columns);
        IReadOnlyList<StatColumn> columns = StatCommand.ColumnsOf(specs, format);
        // Columns that nobody asked for are left out where they are not known of all rows.
        columns = specs.Length > 0 ? columns : [.. columns.Where(column => tables.TrueForAll(t => t.Columns.Contains(column)))];
        IReadOnlyList<SortKey> keys = StatCommand.KeysOf(parsed.GetRequiredValue(options.Sort));
        int top = parsed.GetRequiredValue(options.Top) is > 0 and int count ? count : int.MaxValue;
        if (tables is [var base_, var compared])
        {
            List<StatPair> pairs = [.. StatPair.Join(base_.Rows, compared.Rows).Where(filter.WantsPair)];
            pairs.Sort(SortKey.PairComparison(keys));
            List<StatPair> shown = [.. pairs.Take(top)];
            if (format == "csv")
            {
                ComparisonTable.WriteCsv(terminal.Output, columns, shown);
            }
            else
            {
                ComparisonTable.WriteTable(terminal.Output, columns, shown);
            }

            return;
        }

        List<StatRow> rows = [.. tables[0].Rows.Where(filter.WantsRow)];
        rows.Sort(SortKey.Comparison(keys));
        if (format == "csv")
        {
            StatTable.WriteCsv(terminal.Output, columns, rows.Take(top));
        }
        else
        {
            StatTable.WriteTable(terminal.Output, columns, rows, default, top);
        }
    }
}
