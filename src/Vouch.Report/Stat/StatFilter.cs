using System;
using System.Collections.Generic;
using System.Globalization;

namespace Vouch.Report.Stat;

/// <summary>
/// Which programs are looked at (by name, before they are verified) and which rows are shown (by number, afterwards).
/// Spelled as veristat's <c>-f</c>: <c>xdp*/main</c>, <c>!/debug_*</c>, <c>insns&gt;1000</c>, <c>verdict=failure</c>.
/// Rules that deny win over rules that allow; allowing rules of one kind are alternatives.
/// </summary>
public sealed class StatFilter
{
    private static readonly string[] Operators = ["==", "!=", "<>", "<=", "<", ">=", ">", "="];

    private readonly List<NameRule> allowNames = [];
    private readonly List<NameRule> denyNames = [];
    private readonly List<NumberRule> allowNumbers = [];
    private readonly List<NumberRule> denyNumbers = [];

    /// <summary>Reads the expressions; one that starts with <c>!</c> denies.</summary>
    /// <exception cref="FormatException">An expression compares something that is not a number, or with something that is none.</exception>
    public StatFilter(IEnumerable<string> expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        foreach (string expression in expressions)
        {
            bool denies = expression.StartsWith('!');
            string rule = denies ? expression[1..] : expression;
            if (ParseNumberRule(rule) is { } number)
            {
                (denies ? denyNumbers : allowNumbers).Add(number);
            }
            else
            {
                (denies ? denyNames : allowNames).Add(NameRule.Parse(rule));
            }
        }
    }

    /// <summary>True when not every name is wanted.</summary>
    public bool SelectsByName => allowNames.Count + denyNames.Count > 0;

    /// <summary>The patterns of wanted names that no program had so far, as they were written.</summary>
    public IEnumerable<string> Unmatched => allowNames.FindAll(r => !r.HasMatched).ConvertAll(r => r.Text);

    /// <summary>True when some program of the file may be wanted.</summary>
    public bool WantsFile(string file) =>
        !denyNames.Exists(r => r.Program.Length == 0 && r.MatchesFile(file))
        && (allowNames.Count == 0 || allowNames.Exists(r => r.MatchesFile(file) || r.IsEither));

    /// <summary>True when the program of the file is wanted. Both names are without folders.</summary>
    public bool WantsProgram(string file, string program)
    {
        bool isAllowed = allowNames.Count == 0;
        foreach (NameRule rule in allowNames)
        {
            if (rule.Matches(file, program))
            {
                rule.HasMatched = true;
                isAllowed = true;
            }
        }

        return isAllowed && !denyNames.Exists(r => r.Matches(file, program));
    }

    /// <summary>True when a thing of the file that goes by several names is wanted by one of them and denied by none.</summary>
    public bool WantsAny(string file, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        bool isWanted = false;
        foreach (string name in names)
        {
            isWanted |= WantsProgram(file, name);
            if (denyNames.Exists(r => r.Matches(file, name)))
            {
                return false;
            }
        }

        return isWanted;
    }

    /// <summary>True when the row passes the rules about numbers.</summary>
    public bool WantsRow(ProgramReport report) => Wants(rule => rule.Matches(rule.Column.NumberOf(report)));

    /// <inheritdoc cref="WantsRow(ProgramReport)"/>
    public bool WantsRow(StatRow row) => Wants(rule => rule.Matches(row.NumberOf(rule.Column)));

    /// <summary>The same for two runs; what one of them lacks matches no rule that needs it.</summary>
    public bool WantsPair(StatPair pair) => Wants(rule => rule.Matches(pair.NumberOf(rule.Column, rule.Variant)));

    private bool Wants(Func<NumberRule, bool> matches) =>
        !denyNumbers.Exists(r => matches(r)) && (allowNumbers.Count == 0 || allowNumbers.Exists(r => matches(r)));

    private static NumberRule? ParseNumberRule(string rule)
    {
        foreach (string @operator in Operators)
        {
            int at = rule.IndexOf(@operator, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            string name = rule[..at], value = rule[(at + @operator.Length)..];
            SortKey column = SortKey.ParseList(name) is [var key] ? key : throw new FormatException($"Invalid stat filter '{rule}'");
            return column.Column == StatColumn.File || column.Column == StatColumn.Program
                ? throw new FormatException($"Non-integer stat in filter '{rule}'")
                : new NumberRule(column, @operator, ParseValue(value, rule));
        }

        return null;
    }

    private static long ParseValue(string value, string rule) => value.ToLowerInvariant() switch
    {
        "true" or "t" or "success" or "succ" or "s" or "match" or "m" => 1,
        "false" or "f" or "failure" or "fail" or "mismatch" or "mis" => 0,
        _ => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException($"Invalid value in filter '{rule}'"),
    };

    /// <summary>Patterns for the file and the program; an empty one matches everything. <c>IsEither</c>: one pattern for either name.</summary>
    private sealed record NameRule(string Text, string File, string Program, bool IsEither)
    {
        /// <summary>Several threads may find so at once.</summary>
        public bool HasMatched { get; set; }

        public static NameRule Parse(string rule)
        {
            int slash = rule.IndexOf('/', StringComparison.Ordinal);
            return slash < 0 ? new NameRule(rule, rule, rule, true) : new NameRule(rule, rule[..slash], rule[(slash + 1)..], false);
        }

        public bool MatchesFile(string file) => File.Length == 0 || Glob.IsMatch(File, file);

        public bool Matches(string file, string program) => IsEither
            ? Glob.IsMatch(File, file) || Glob.IsMatch(Program, program)
            : MatchesFile(file) && (Program.Length == 0 || Glob.IsMatch(Program, program));
    }

    private sealed record NumberRule(SortKey Key, string Operator, long Value)
    {
        /// <summary>Numbers nearer to each other are the same: of percents the last digits are accidents.</summary>
        private const double Near = 1e-9;

        public StatColumn Column => Key.Column;

        public StatVariant Variant => Key.Variant;

        public bool Matches(double? number)
        {
            if (number is not { } actual)
            {
                return false;
            }

            actual = Key.IsAbsolute ? Math.Abs(actual) : actual;
            bool isSame = Math.Abs(actual - Value) < Near;
            return Operator switch
            {
                "==" or "=" => isSame,
                "!=" or "<>" => !isSame,
                "<" => actual < Value && !isSame,
                "<=" => actual < Value || isSame,
                ">" => actual > Value && !isSame,
                _ => actual > Value || isSame,
            };
        }
    }
}
