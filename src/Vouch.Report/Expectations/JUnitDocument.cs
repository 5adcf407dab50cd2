using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

namespace Vouch.Report.Expectations;

/// <summary>Test results in the XML that build servers read: a suite for each object, a case for each test.</summary>
public static class JUnitDocument
{
    /// <summary>Writes the document. Results of one object must follow one another.</summary>
    public static void Write(Stream stream, IReadOnlyList<TestResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        using XmlWriter xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" });
        xml.WriteStartElement("testsuites");
        WriteCounts(xml, "vouch", results);
        foreach (IGrouping<string, TestResult> suite in results.GroupBy(r => r.ObjectPath))
        {
            xml.WriteStartElement("testsuite");
            WriteCounts(xml, suite.Key, [.. suite]);
            foreach (TestResult result in suite)
            {
                WriteCase(xml, result);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, string name, IReadOnlyList<TestResult> results)
    {
        void Count(string attribute, params TestStatus[] statuses) =>
            xml.WriteAttributeString(attribute, results.Count(r => statuses.Contains(r.Status)).ToString(CultureInfo.InvariantCulture));

        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("tests", results.Count.ToString(CultureInfo.InvariantCulture));
        Count("failures", TestStatus.Failed);
        Count("errors", TestStatus.Unknown, TestStatus.InternalError);
        Count("skipped", TestStatus.Skipped);
        xml.WriteAttributeString("time", Seconds(results.Aggregate(TimeSpan.Zero, (sum, r) => sum + r.Duration)));
    }

    private static void WriteCase(XmlWriter xml, TestResult result)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(Path.GetFileName(result.ObjectPath)));
        xml.WriteAttributeString("name", Clean(result.Name));
        xml.WriteAttributeString("time", Seconds(result.Duration));
        string? element = result.Status switch
        {
            TestStatus.Skipped => "skipped",
            TestStatus.Unknown or TestStatus.InternalError => "error",
            _ => null,
        };
        if (element is not null)
        {
            xml.WriteStartElement(element);
            xml.WriteAttributeString("message", Clean(result.Reason));
            xml.WriteEndElement();
        }

        foreach (TestFailure failure in result.Failures)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Clean(failure.Expectation));
            xml.WriteString(Clean(failure.Evidence));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>XML has no way to write most control characters, which an object's strings may hold.</summary>
    private static string Clean(string text) => string.Create(text.Length, text, (clean, source) =>
    {
        for (int i = 0; i < source.Length; i++)
        {
            clean[i] = XmlConvert.IsXmlChar(source[i]) ? source[i] : '\ufffd';
        }
    });
}
